import { strict as assert } from "node:assert";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readJson, writeWhole } from "../../../automation/files";

describe("writing a whole file", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-whole-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("replaces an existing file", async () => {
    await writeFile(join(folder, "release.json"), "a longer text than the new one");
    await writeWhole(join(folder, "release.json"), "new");
    assert.equal(await readFile(join(folder, "release.json"), "utf8"), "new");
  });

  it("creates its folders", async () => {
    await writeWhole(join(folder, "a", "b", "file"), "text");
    assert.equal(await readFile(join(folder, "a", "b", "file"), "utf8"), "text");
  });

  it("leaves no temporary file after a failure", async () => {
    await writeWhole(join(folder, "taken", "file"), "text");
    await assert.rejects(writeWhole(join(folder, "taken"), "text"));
    assert.deepEqual(await readdir(folder), ["taken"]);
  });
});

describe("reading an optional JSON file", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-json-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("returns the value", async () => {
    await writeFile(join(folder, "it.json"), '{"a":[1]}');
    assert.deepEqual(await readJson(join(folder, "it.json")), { a: [1] });
  });

  it("returns null for a missing file", async () => {
    assert.equal(await readJson(join(folder, "it.json")), null);
  });

  it("returns null for a truncated file", async () => {
    await writeFile(join(folder, "it.json"), '{"a":[1');
    assert.equal(await readJson(join(folder, "it.json")), null);
  });
});
