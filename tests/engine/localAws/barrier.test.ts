import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ensureMinistack } from "../../../rehearsal/ministack/installation";
import { ROOT } from "../../support/emulator/emulator";
import { PYTHON_MODULES } from "../../support/emulator/python";

/** Prints the barrier of this machine, and the one of a process that a barrier was put around before. */
const NESTED = `
import json, socket, subprocess, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from egress.egress import strongest_barrier

ignore = lambda target: None
listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]
outer = strongest_barrier(port)
inner = outer.run([port], ignore, lambda: strongest_barrier(port))
started = inner.run([port], ignore, lambda: subprocess.run(["true"]).returncode)
print(json.dumps({"outer": outer.layers, "inner": inner.layers, "started": started}))
`;

describe("the kernel's barrier around functions", function () {
  this.timeout(60_000);

  it("is the strongest that works where another program already watches connections", async () => {
    const { python } = await ensureMinistack({ root: ROOT, report: { line: () => undefined } });
    const { stdout } = await promisify(execFile)(python, ["-c", NESTED, PYTHON_MODULES]);
    const { outer, inner, started } = JSON.parse(stdout) as Record<"outer" | "inner", string[]> & { started: number };
    assert.deepEqual({ inner, started }, { inner: outer.filter((layer) => layer !== "seccomp"), started: 0 });
  });
});
