import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { staleLocks } from "../../../../../automation/engine/stack/staleLock";

const SINCE = "2026-01-01T00:00:00Z";

describe("a lock of the engine", () => {
  let folder: string;
  let locks: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-lock-"));
    locks = join(folder, ".pulumi", "locks", "organization", "project", "dev");
    await mkdir(locks, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const lock = (pid: number, host = hostname()): Promise<void> =>
    writeFile(join(locks, "a.json"), JSON.stringify({ pid, hostname: host, timestamp: SINCE, username: "x" }));
  const stale = (): ReturnType<typeof staleLocks> => staleLocks(folder, "project", "dev");
  const deadPid = (): number => spawnSync(process.execPath, ["-e", "0"]).pid;

  it("is stale where its process has ended", async () => {
    const pid = deadPid();
    await lock(pid);
    assert.deepEqual(await stale(), [{ pid, since: SINCE }]);
  });

  it("is found beside its .attrs file", async () => {
    const pid = deadPid();
    await lock(pid);
    await writeFile(join(locks, "a.json.attrs"), "{}");
    assert.equal((await stale())?.length, 1);
  });

  it("is stale where another program has its process id", async () => {
    await lock(process.pid);
    assert.equal((await stale())?.length, 1);
  });

  it("of another machine is never stale", async () => {
    await lock(deadPid(), "elsewhere");
    assert.equal(await stale(), null);
  });

  it("without an owner is never stale", async () => {
    await writeFile(join(locks, "a.json"), "{}");
    assert.equal(await stale(), null);
  });

  it("that is not JSON is never stale", async () => {
    await writeFile(join(locks, "a.json"), "{");
    assert.equal(await stale(), null);
  });

  it("does not exist without a lock folder", async () => {
    assert.deepEqual(await stale(), []);
  });
});
