import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installOnce } from "../../../tools/installation";

describe("installing once", () => {
  let folder: string;
  let place: string;
  const lines: string[] = [];
  const report = { line: (text: string) => void lines.push(text) };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-install-"));
    place = join(folder, "tool-1.0");
    lines.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (into: string): Promise<void> => writeFile(join(into, "tool"), "x");

  it("puts the complete folder in place, and leaves nothing beside it", async () => {
    assert.equal(await installOnce({ place, title: "T", make: write }, report), true);
    assert.deepEqual(await readdir(folder), ["tool-1.0"]);
  });

  it("does not do again what is done", async () => {
    await mkdir(place);
    const make = (): Promise<void> => Promise.reject(new Error("not needed"));
    assert.equal(await installOnce({ place, title: "T", make }, report), false);
  });

  it("does again what is of no more use", async () => {
    await mkdir(place);
    const usable = (): boolean => existsSync(join(place, "tool"));
    assert.equal(await installOnce({ place, title: "T", usable, make: write }, report), true);
  });

  it("lets one of two work and the other wait", async () => {
    const slow = async (into: string): Promise<void> => {
      await sleep(300);
      await write(into);
    };
    const install = (): Promise<boolean> => installOnce({ place, title: "T", make: slow }, report);
    assert.deepEqual((await Promise.all([install(), install()])).sort(), [false, true]);
    assert.deepEqual(lines, [`T is being installed by process ${process.pid}: waiting for it.`]);
  });

  it("leaves nothing when it fails", async () => {
    const make = (): Promise<void> => Promise.reject(new Error("no network"));
    await assert.rejects(installOnce({ place, title: "T", make }, report), /no network/);
    assert.deepEqual(await readdir(folder), []);
  });

  it("takes over from a process that was killed", async () => {
    await writeFile(`${place}.lock`, "999999999");
    await mkdir(`${place}.unfinished-abc`);
    await installOnce({ place, title: "T", make: write }, report);
    assert.deepEqual(await readdir(folder), ["tool-1.0"]);
  });
});
