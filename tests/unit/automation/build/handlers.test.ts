import { strict as assert } from "node:assert";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { buildHandlers, type BuiltHandlers, type HandlersRequest } from "../../../../automation/build/handlers";
import { brokenFile, makeModule, type GoModule } from "./module";

const GET = "cmd/handlers/users/get";
const LIST = "cmd/handlers/users/list";

describe("building handlers", function () {
  // The first link of a fresh machine compiles the standard library.
  this.timeout(120_000);
  const before = { ...process.env };
  let module: GoModule;
  let target: string;
  let said: string[];

  const build = (change: Partial<HandlersRequest> = {}): Promise<BuiltHandlers> =>
    buildHandlers({
      module: module.folder,
      directories: [GET, LIST],
      architecture: "amd64",
      artifactsFolder: join(target, "artifacts"),
      memoryFile: join(target, "memory.json"),
      report: (line) => said.push(line),
      ...change,
    });

  beforeEach(async () => {
    module = await makeModule();
    target = await mkdtemp(join(tmpdir(), "listbackup-built-"));
    said = [];
  });
  afterEach(async () => {
    process.env = { ...before };
    await module.remove();
    await rm(target, { recursive: true });
  });

  /** From now on, whoever calls the compiler finds none. */
  const hideGo = (): void => {
    process.env["PATH"] = target;
  };

  it("packs a Linux executable for each", async () => {
    const { artifacts } = await build();
    const magic = await Promise.all(
      [...artifacts].map(async ([directory, { digest }]) => {
        const zip = await readFile(join(target, "artifacts", `${digest}.zip`));
        return [directory, Buffer.from(unzipSync(zip)["bootstrap"] ?? []).toString("latin1", 1, 4)];
      }),
    );
    assert.deepEqual(magic.sort(), [
      [GET, "ELF"],
      [LIST, "ELF"],
    ]);
  });

  it("gives the same bytes for the same source in another folder", async () => {
    const other = await makeModule();
    try {
      const here = await build();
      const there = await build({ module: other.folder, memoryFile: join(target, "other.json") });
      assert.deepEqual([...there.artifacts].sort(), [...here.artifacts].sort());
    } finally {
      await other.remove();
    }
  });

  it("gives other bytes for another processor", async () => {
    const intel = await build({ directories: [GET] });
    const arm = await build({ directories: [GET], architecture: "arm64", memoryFile: join(target, "arm.json") });
    assert.notEqual(arm.artifacts.get(GET)?.digest, intel.artifacts.get(GET)?.digest);
  });

  it("calls no compiler when nothing changed", async () => {
    await build();
    hideGo();
    const { built, unchanged, failures } = await build();
    assert.deepEqual({ built, unchanged, failures }, { built: [], unchanged: [GET, LIST], failures: [] });
  });

  it("gives what was not compiled again the artifact that it had", async () => {
    const first = await build();
    hideGo();
    assert.deepEqual((await build()).artifacts, first.artifacts);
  });

  it("says how many it compiles, and nothing when it compiles none", async () => {
    await build();
    hideGo();
    await build();
    assert.deepEqual(said, ["Compiling 2 of 2 handlers with Go …"]);
  });

  it("compiles only the one whose own file changed", async () => {
    await build();
    await module.write(`${GET}/extra.go`, "package main\n");
    assert.deepEqual((await build()).built, [GET]);
  });

  it("compiles all that import a package that changed", async () => {
    await build();
    await module.write("shared/shared.go", 'package shared\n\nfunc Text() string { return "changed" }\n');
    assert.deepEqual((await build()).built, [GET, LIST]);
  });

  it("sees a change of a shared package through a link to the module", async () => {
    const link = join(target, "link");
    await symlink(module.folder, link);
    process.env["PWD"] = link;
    await build({ module: link });
    await module.write("shared/shared.go", 'package shared\n\nfunc Text() string { return "changed" }\n');
    assert.deepEqual((await build({ module: link })).built, [GET, LIST]);
  });

  it("sees a change of a file that is embedded from a folder below", async () => {
    await module.write(
      `${GET}/page.go`,
      'package main\n\nimport _ "embed"\n\n//go:embed pages/hello.html\nvar Page string\n',
    );
    await module.write(`${GET}/pages/hello.html`, "<p>hello</p>\n");
    await build();
    await module.write(`${GET}/pages/hello.html`, "<p>changed</p>\n");
    assert.deepEqual((await build()).built, [GET]);
  });

  it("sees a change of a module that is replaced by a folder", async () => {
    await module.write("lib/go.mod", "module example.com/lib\n\ngo 1.24\n");
    await module.write("lib/lib.go", "package lib\n\nconst Text = 1\n");
    await module.write(
      "go.mod",
      "module example.com/backend\n\ngo 1.24\n\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ./lib\n",
    );
    await module.write(`${GET}/lib.go`, 'package main\n\nimport _ "example.com/lib"\n');
    await build();
    await module.write("lib/lib.go", "package lib\n\nconst Text = 2\n");
    assert.deepEqual((await build()).built, [GET]);
  });

  it("compiles all when the module's requirements changed", async () => {
    await build();
    await module.write("go.mod", "module example.com/backend\n\ngo 1.25\n");
    assert.deepEqual((await build()).built, [GET, LIST]);
  });

  it("compiles again what lost its artifact", async () => {
    const { artifacts } = await build();
    await rm(join(target, "artifacts", `${artifacts.get(LIST)?.digest ?? ""}.zip`));
    assert.deepEqual((await build()).built, [LIST]);
  });

  it("compiles all when what it remembers cannot be read", async () => {
    await build();
    await writeFile(join(target, "memory.json"), "{");
    assert.deepEqual((await build()).built, [GET, LIST]);
  });

  it("compiles all when they were last built for another processor", async () => {
    await build();
    assert.deepEqual((await build({ architecture: "arm64" })).built, [GET, LIST]);
  });

  it("tells all that do not compile, each with what the compiler says", async () => {
    await module.write(`${GET}/main.go`, brokenFile("missing"));
    await module.write(`${LIST}/main.go`, brokenFile("absent"));
    const { failures } = await build();
    assert.deepEqual(failures.map(({ directory, message }) => `${directory}: ${message}`).sort(), [
      `${GET}: ${GET}/main.go:3:15: undefined: missing`,
      `${LIST}: ${LIST}/main.go:3:15: undefined: absent`,
    ]);
  });

  it("keeps what compiled beside what did not", async () => {
    await module.write(`${GET}/main.go`, brokenFile("missing"));
    await build();
    await module.write(`${GET}/main.go`, "package main\n\nfunc main() {}\n");
    assert.deepEqual((await build()).built, [GET]);
  });

  it("fails where the module itself cannot be read", async () => {
    await module.write("go.mod", "modul example.com/backend\n");
    await assert.rejects(build(), { code: "BUILD_FAILED" });
  });

  it("says that Go is not installed", async () => {
    hideGo();
    await assert.rejects(build(), { code: "TOOLCHAIN_GO" });
  });
});
