import { strict as assert } from "node:assert";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeTruncatedAttributes } from "../../../../../automation/engine/stack/truncatedAttributes";

describe(".attrs files of the state", () => {
  it("are removed where they are truncated, and kept otherwise", async () => {
    const folder = await mkdtemp(join(tmpdir(), "listbackup-state-"));
    const stacks = join(folder, ".pulumi", "stacks", "project");
    await mkdir(stacks, { recursive: true });
    const files = {
      "dev.json": "{}",
      "dev.json.attrs": "",
      "dev.json.bak.attrs": '{"user',
      "qa.json.attrs": '{"md5":""}',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(stacks, name), text);
    await removeTruncatedAttributes(folder, "project", "dev");
    const left = await readdir(stacks);
    await rm(folder, { recursive: true });
    assert.deepEqual(left.sort(), ["dev.json", "qa.json.attrs"]);
  });
});
