import { strict as assert } from "node:assert";
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cliCommand } from "../../../../../automation/engine/stack/cliCommand";

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
    await cliCommand(executable, "3.259.0");
    assert.equal(await calls(), "");
  });

  it("is the one that the SDK makes of the CLI's answer", async () => {
    const made = await cliCommand(executable, "3.259.0");
    const found = await cliCommand(executable, undefined);
    assert.equal(await calls(), "version\n");
    assert.deepEqual([made, made.constructor, made.version?.version], [found, found.constructor, "3.259.0"]);
  });
});
