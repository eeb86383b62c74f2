import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { endGroup, isRunning, processOf } from "../../../../rehearsal/ministack/process";

describe("a process and its group", () => {
  it("is known by its number and start", async () => {
    const own = await processOf(process.pid);
    assert.ok(own);
    assert.equal(await isRunning(own), true);
  });

  it("is another one when the start differs", async () => {
    assert.equal(await isRunning({ pid: process.pid, started: "earlier" }), false);
  });

  it("is null after it has ended", async () => {
    const child = spawn(process.execPath, ["-e", "0"]);
    await once(child, "exit");
    assert.equal(await processOf(child.pid ?? 0), null);
  });

  it("is ended with what it started, even when it does not listen", async () => {
    const script = `
      process.on("SIGTERM", () => {});
      const { pid } = require("node:child_process").spawn("sleep", ["60"]);
      console.log(pid);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["-e", script], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const leader = await processOf(child.pid ?? 0);
    const grandchild = await processOf(Number(line.toString()));
    assert.ok(leader && grandchild);
    await endGroup(leader, 0.3);
    assert.deepEqual([await isRunning(leader), await isRunning(grandchild)], [false, false]);
  });
});
