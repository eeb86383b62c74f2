import { strict as assert } from "node:assert";
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  readInputs,
  FileCache,
  haveSameContent,
  type Inputs,
  type SourcePaths,
} from "../../../../../automation/build/artifacts/inputs";

describe("the inputs of a handler", () => {
  let module: string;
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(module, name)), { recursive: true });
    await writeFile(join(module, name), text);
  };
  const places = (directories: readonly string[], embedded: readonly string[] = []): SourcePaths => ({
    directories: [...directories],
    embedded: [...embedded],
    single: ["go.mod", "go.sum"],
  });
  const look = (...directories: readonly string[]): Promise<Inputs> =>
    readInputs(places(directories), new FileCache(module));

  beforeEach(async () => {
    module = await mkdtemp(join(tmpdir(), "listbackup-inputs-"));
    await write("go.mod", "module example.com/backend\n");
    await write("cmd/a/main.go", "package main\n");
    await write("cmd/a/page.html", "<p>hello</p>\n");
    await write("shared/log.go", "package shared\n");
  });
  afterEach(() => rm(module, { recursive: true }));

  it("are the existing Go files of its directories and the module's files", async () => {
    const { files } = await look("cmd/a", "shared");
    assert.deepEqual(Object.keys(files), ["cmd/a/main.go", "shared/log.go", "go.mod"]);
  });

  it("are all files of a directory with embedded files", async () => {
    const { files } = await readInputs(places(["cmd/a"], ["cmd/a"]), new FileCache(module));
    assert.deepEqual(Object.keys(files), ["cmd/a/main.go", "cmd/a/page.html", "go.mod"]);
  });

  it("exclude a program that was built beside the source", async () => {
    await write("cmd/a/a", "ELF");
    assert.deepEqual(Object.keys((await look("cmd/a")).files), ["cmd/a/main.go", "go.mod"]);
  });

  it("are the targets of links", async () => {
    await symlink(join(module, "shared/log.go"), join(module, "cmd/a/link.go"));
    const { files } = await look("cmd/a");
    assert.equal(files["cmd/a/link.go"]?.hash, "7c5c984d78e0595d63ab9f259bcfe300bcb175116130c85b6d84ab0a0cc80916");
  });

  it("contain each file's size and digest", async () => {
    const { files } = await look("shared");
    const { size, hash } = files["shared/log.go"] ?? {};
    assert.deepEqual([size, hash], [15, "7c5c984d78e0595d63ab9f259bcfe300bcb175116130c85b6d84ab0a0cc80916"]);
  });

  it("exclude tests", async () => {
    await write("shared/log_test.go", "package shared\n");
    assert.deepEqual(Object.keys((await look("shared")).files), ["shared/log.go", "go.mod"]);
  });

  it("are the module's files where a directory does not exist", async () => {
    assert.deepEqual(Object.keys((await look("cmd/gone")).files), ["go.mod"]);
  });

  it("are read once for all handlers that share them", async () => {
    const cache = new FileCache(module);
    const first = await readInputs(places(["shared"]), cache);
    await write("shared/log.go", "package changed\n");
    assert.deepEqual(await readInputs(places(["shared"]), cache), first);
  });

  it("are read again by the next build", async () => {
    const before = await look("shared");
    await write("shared/another.go", "package shared\n");
    assert.equal(haveSameContent(before, await look("shared")), false);
  });

  const CHANGES: readonly { readonly what: string; readonly same: boolean; readonly change: () => Promise<void> }[] = [
    { what: "nothing was touched", same: true, change: () => Promise.resolve() },
    { what: "a file got another time only", same: true, change: () => utimes(join(module, "shared/log.go"), 1, 1) },
    { what: "a test came", same: true, change: () => write("shared/log_test.go", "package shared\n") },
    { what: "a page beside the source changed", same: true, change: () => write("cmd/a/page.html", "<p>bye</p>\n") },
    { what: "a file changed to as many bytes", same: false, change: () => write("shared/log.go", "package dehars\n") },
    { what: "a file came", same: false, change: () => write("shared/more.go", "package shared\n") },
    { what: "a file went", same: false, change: () => rm(join(module, "shared/log.go")) },
    { what: "go.sum came", same: false, change: () => write("go.sum", "") },
    {
      what: "a file got another name",
      same: false,
      change: async () => {
        await rm(join(module, "shared/log.go"));
        await write("shared/logs.go", "package shared\n");
      },
    },
  ];
  for (const { what, same, change } of CHANGES) {
    it(`are ${same ? "the same" : "different"} where ${what}`, async () => {
      const before = await look("cmd/a", "shared");
      await change();
      assert.equal(haveSameContent(before, await look("cmd/a", "shared")), same);
    });
  }
});
