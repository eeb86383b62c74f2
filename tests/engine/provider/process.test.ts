import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createConnection } from "node:net";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeployError } from "../../../model/errors";
import { startProvider } from "../../../rehearsal/provider/process";
import { ROOT } from "../../support/emulator/emulator";

const OPTIONS = { endpoint: "http://127.0.0.1:9", account: "123456789012", region: "us-west-2" };
const ENVIRONMENT = { AWS_ACCESS_KEY_ID: "123456789012", AWS_SECRET_ACCESS_KEY: "secret", AWS_REGION: "us-west-2" };

/** Runs the provider's program; gives its handle, with standard input held open. */
function program(...args: readonly string[]) {
  const source = join(ROOT, "rehearsal", "provider", "main.ts");
  return spawn(process.execPath, ["-r", join(ROOT, "tools", "register.cjs"), source, ...args], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], ...ENVIRONMENT },
  });
}

/** Exit code and standard error. */
async function ended(child: ReturnType<typeof program>): Promise<{ readonly code: unknown; readonly stderr: string }> {
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [unknown];
  return { code, stderr: stderr };
}

/** True when something listens there. */
async function listens(port: number): Promise<boolean> {
  const socket = createConnection({ host: "127.0.0.1", port });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe("the offline provider's process", function () {
  this.timeout(60_000);

  it("listens where it says, until it is stopped", async () => {
    const { port, stop } = await startProvider(OPTIONS);
    const before = await listens(port);
    await stop();
    assert.deepEqual([before, await listens(port)], [true, false]);
  });

  it("can be stopped twice", async () => {
    const { stop } = await startProvider(OPTIONS);
    await stop();
    await assert.doesNotReject(stop());
  });

  it("refuses to start for an endpoint that is not this machine's", async () => {
    const refused = startProvider({ ...OPTIONS, endpoint: "https://sqs.us-west-2.amazonaws.com" });
    await assert.rejects(refused, (error) => error instanceof DeployError && error.code === "PROVIDER_START");
  });

  it("ends with code 2 for such an endpoint, and says why", async () => {
    const { code, stderr: stderr } = await ended(program("--endpoint", "http://10.1.2.3:4566"));
    assert.deepEqual([code, /must be on this machine, not http:\/\/10\.1\.2\.3:4566/.test(stderr)], [2, true]);
  });

  it("ends with code 2 for rates that are no number", async () => {
    const { code, stderr } = await ended(program("--endpoint", OPTIONS.endpoint, "--rates", "fast"));
    assert.deepEqual([code, /not "fast"/.test(stderr)], [2, true]);
  });

  it("ends when the driver's end of the pipe closes", async () => {
    const child = program("--endpoint", OPTIONS.endpoint);
    await once(child.stdout, "data");
    child.stdin.end();
    assert.equal((await ended(child)).code, 0);
  });

  it("ends with code 2 for faults that it does not understand, and says which", async () => {
    const folder = mkdtempSync(join(tmpdir(), "provider-faults-"));
    const file = join(folder, "faults.json");
    writeFileSync(file, JSON.stringify([{ nht: 2, error: { code: "X" } }]));
    const { code, stderr: stderr } = await ended(program("--endpoint", OPTIONS.endpoint, "--faults", file));
    rmSync(folder, { recursive: true });
    assert.deepEqual([code, /"?nht"?/.test(stderr)], [2, true]);
  });
});
