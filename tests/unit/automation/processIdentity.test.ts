import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { processIdentity, processStartTime } from "../../../automation/processIdentity";
import { presenceOf } from "../../../model/lock/leaseOwner";

describe("the identity of a process", () => {
  before(function () {
    if (!existsSync("/proc/self/stat")) this.skip();
  });

  it("is known while it runs, and not after its end", async () => {
    const child = spawn(process.execPath, ["-e", "process.title = 'a) b'; setInterval(() => 0, 1000)"]);
    await once(child, "spawn");
    const here = processIdentity();
    const place = { ...here, pid: child.pid ?? 0, started: processStartTime(child.pid ?? 0) ?? null };
    const during = presenceOf(place, here, processStartTime);
    child.kill("SIGKILL");
    await once(child, "close");
    assert.deepEqual([during, presenceOf(place, here, processStartTime)], ["there", "gone"]);
  });

  it("differs from a later process with its number", () => {
    const here = processIdentity();
    assert.equal(presenceOf({ ...here, started: "1" }, here, processStartTime), "gone");
  });

  it("is known for a sleeping process", async () => {
    const child = spawn("sleep", ["60"]);
    await once(child, "spawn");
    const here = processIdentity();
    const place = { ...here, pid: child.pid ?? 0, started: processStartTime(child.pid ?? 0) ?? null };
    child.kill("SIGSTOP");
    const during = presenceOf(place, here, processStartTime);
    child.kill("SIGKILL");
    await once(child, "close");
    assert.equal(during, "there");
  });
});
