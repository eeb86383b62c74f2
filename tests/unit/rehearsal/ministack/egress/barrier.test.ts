import { strict as assert } from "node:assert";
import { python } from "../../../../support/emulator/python";

const UNCOVERED = `
from egress.barrier import uncovered
print(json.dumps([uncovered(layers) for layers in input]))`;

const RAW = "connections of Go functions that use no proxy";
const PORTS = "TCP to other hosts on the ports of this machine that functions use";
const UDP = "UDP, such as name lookups";

describe("what a barrier does not block", () => {
  it("is nothing with seccomp, the same ports of other hosts with Landlock alone, and more without both", async () => {
    assert.deepEqual(await python(UNCOVERED, [["landlock", "seccomp"], ["seccomp"], ["landlock"], []]), [
      [],
      [],
      [PORTS, UDP],
      [RAW, UDP],
    ]);
  });
});
