import { strict as assert } from "node:assert";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { currentInputs, sameInputs, type FileCache, type Inputs } from "../../../../automation/build/inputs";

describe("the inputs of a handler", () => {
  let module: string;
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(module, name)), { recursive: true });
    await writeFile(join(module, name), text);
  };
  const look = (...directories: readonly string[]): Promise<Inputs> =>
    currentInputs(module, directories, ["go.mod", "go.sum"], new Map());

  beforeEach(async () => {
    module = await mkdtemp(join(tmpdir(), "listbackup-inputs-"));
    await write("go.mod", "module example.com/backend\n");
    await write("cmd/a/main.go", "package main\n");
    await write("cmd/a/page.html", "<p>hello</p>\n");
    await write("shared/log.go", "package shared\n");
  });
  afterEach(() => rm(module, { recursive: true }));

  it("are the files of its directories and those of the module that are there", async () => {
    const { files } = await look("cmd/a", "shared");
    assert.deepEqual(Object.keys(files), ["cmd/a/main.go", "cmd/a/page.html", "shared/log.go", "go.mod"]);
  });

  it("hold each file's size and the digest of its content", async () => {
    const { files } = await look("shared");
    const { size, hash } = files["shared/log.go"] ?? {};
    assert.deepEqual([size, hash], [15, "7c5c984d78e0595d63ab9f259bcfe300bcb175116130c85b6d84ab0a0cc80916"]);
  });

  it("leave tests out", async () => {
    await write("shared/log_test.go", "package shared\n");
    assert.deepEqual(Object.keys((await look("shared")).files), ["shared/log.go", "go.mod"]);
  });

  it("of a directory that is not there are those of the module", async () => {
    assert.deepEqual(Object.keys((await look("cmd/gone")).files), ["go.mod"]);
  });

  it("are looked at once, however many handlers share them", async () => {
    const cache: FileCache = new Map();
    const first = await currentInputs(module, ["shared"], [], cache);
    await write("shared/log.go", "package changed\n");
    assert.deepEqual(await currentInputs(module, ["shared"], [], cache), first);
  });

  it("are looked at afresh by the next build", async () => {
    const before = await look("shared");
    await write("shared/another.go", "package shared\n");
    assert.equal(sameInputs(before, await look("shared")), false);
  });

  const CHANGES: readonly { readonly what: string; readonly same: boolean; readonly change: () => Promise<void> }[] = [
    { what: "nothing was touched", same: true, change: () => Promise.resolve() },
    { what: "a file got another time only", same: true, change: () => utimes(join(module, "shared/log.go"), 1, 1) },
    { what: "a test came", same: true, change: () => write("shared/log_test.go", "package shared\n") },
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
    it(`are ${same ? "the same" : "others"} when ${what}`, async () => {
      const before = await look("cmd/a", "shared");
      await change();
      assert.equal(sameInputs(before, await look("cmd/a", "shared")), same);
    });
  }
});
