import { strict as assert } from "node:assert";
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pulumiCommand } from "../../../../../automation/engine/stack/pulumiCommand";

describe("the CLI's command", () => {
  let root: string;
  let executable: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "listbackup-command-"));
    await mkdir(join(root, "bin"));
    executable = join(root, "bin", "pulumi");
    const script = `#!/bin/sh\necho "$@" >> "${join(root, "calls")}"\necho 3.259.0\n`;
    await writeFile(executable, script, { mode: 0o700 });
    await appendFile(join(root, "calls"), "");
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const calls = async (): Promise<string> => readFile(join(root, "calls"), "utf8");

  it("asks the CLI nothing where its version is known", async () => {
    await pulumiCommand(executable, "3.259.0");
    assert.equal(await calls(), "");
  });

  it("is the one that the SDK makes of the CLI's answer", async () => {
    const made = await pulumiCommand(executable, "3.259.0");
    const asked = await pulumiCommand(executable, undefined);
    assert.equal(await calls(), "version\n");
    assert.deepEqual([made, made.constructor, made.version?.version], [asked, asked.constructor, "3.259.0"]);
  });
});
