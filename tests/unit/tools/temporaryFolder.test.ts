import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { removeAbandoned, temporaryFolder } from "../../../tools/temporaryFolder";

describe("temporary folders", () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "temporary-folders-"));
  });
  afterEach(() => {
    rmSync(parent, { recursive: true, force: true });
  });

  /** The name of a folder of this process, with another process's number or start in it. */
  const renamed = (name: string, part: "pid" | "start" | "machine", value: string): string => {
    const parts = name.split("-");
    parts[{ machine: 2, pid: 3, start: 4 }[part]] = value;
    return parts.join("-");
  };
  const make = (name: string): string => {
    const folder = join(parent, name);
    mkdirSync(folder);
    writeFileSync(join(folder, "plan.json"), "{}");
    return folder;
  };
  /** A process that has ended. */
  const deadPid = (): string => String(spawnSync(process.execPath, ["-e", ""]).pid);

  it("are private", async () => {
    assert.equal(statSync(await temporaryFolder("plan", parent)).mode & 0o777, 0o700);
  });

  it("of a process that is gone are removed", async () => {
    const own = basename(await temporaryFolder("plan", parent));
    const abandoned = make(renamed(own, "pid", deadPid()));
    await removeAbandoned(parent);
    assert.deepEqual([existsSync(abandoned), existsSync(join(parent, own))], [false, true]);
  });

  it("of an earlier process of the same number are removed", async () => {
    const own = basename(await temporaryFolder("plan", parent));
    const abandoned = make(renamed(own, "start", "17"));
    await removeAbandoned(parent);
    assert.equal(existsSync(abandoned), process.platform !== "linux");
  });

  it("of another machine or container stay, and so does what is not ours", async () => {
    const own = basename(await temporaryFolder("plan", parent));
    const others = [renamed(renamed(own, "pid", deadPid()), "machine", "00000000"), "listbackup-plan-abcdef", "other"];
    for (const name of others) make(name);
    await removeAbandoned(parent);
    assert.deepEqual(readdirSync(parent).sort(), [own, ...others].sort());
  });
});
