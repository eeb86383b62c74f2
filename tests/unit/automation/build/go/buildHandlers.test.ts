import { strict as assert } from "node:assert";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import {
  buildHandlers,
  type UnitBuildResult,
  type HandlersRequest,
} from "../../../../../automation/build/go/buildHandlers";
import { goUnit } from "../../../../../automation/build/units";
import { DeployError } from "../../../../../model/errors";
import { brokenFile, mainFile, makeModule, type GoModule } from "../goModule";
import { restoreEnvironment } from "../../../../support/environment";

const GET = "cmd/handlers/users/get";
const LIST = "cmd/handlers/users/list";

const LAMBDA_MODULE = "module example.com/backend\n\ngo 1.24\n\nrequire github.com/aws/aws-lambda-go v1.54.0\n";
const LAMBDA_FILE = 'package main\n\nimport _ "github.com/aws/aws-lambda-go/lambda"\n\nfunc main() {}\n';
const LAMBDA_SUM = `github.com/aws/aws-lambda-go v1.54.0 h1:EGYpdyRGF88xszqlGcBewz811mJeRS+maNlLZXFheII=
github.com/aws/aws-lambda-go v1.54.0/go.mod h1:dpMpZgvWx5vuQJfBt0zqBha60q7Dd7RfgJv23DymV8A=
`;

describe("building handlers", function () {
  // The first link of a fresh machine compiles the standard library.
  this.timeout(120_000);
  const before = { ...process.env };
  let module: GoModule;
  let target: string;
  let reported: string[];

  const build = (change: Partial<HandlersRequest> = {}): Promise<UnitBuildResult> =>
    buildHandlers({
      module: module.folder,
      units: [goUnit(GET), goUnit(LIST)],
      architecture: "amd64",
      artifactsFolder: join(target, "artifacts"),
      cacheFile: join(target, "memory.json"),
      report: (line) => reported.push(line),
      ...change,
    });

  beforeEach(async () => {
    module = await makeModule();
    target = await mkdtemp(join(tmpdir(), "listbackup-built-"));
    reported = [];
  });
  afterEach(async () => {
    restoreEnvironment(before);
    await module.remove();
    await rm(target, { recursive: true });
  });

  /** Removes the compiler from PATH. */
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

  it("produces the same bytes for the same source in another folder", async () => {
    const other = await makeModule();
    try {
      const here = await build();
      const there = await build({ module: other.folder, cacheFile: join(target, "other.json") });
      assert.deepEqual([...there.artifacts].sort(), [...here.artifacts].sort());
    } finally {
      await other.remove();
    }
  });

  it("produces other bytes for another architecture", async () => {
    const intel = await build({ units: [goUnit(GET)] });
    const arm = await build({ units: [goUnit(GET)], architecture: "arm64", cacheFile: join(target, "arm.json") });
    assert.notEqual(arm.artifacts.get(GET)?.digest, intel.artifacts.get(GET)?.digest);
  });

  it("runs no compiler where nothing changed", async () => {
    await build();
    hideGo();
    const { built, unchanged, failures } = await build();
    assert.deepEqual({ built, unchanged, failures }, { built: [], unchanged: [GET, LIST], failures: [] });
  });

  it("reuses the artifact of an unchanged handler", async () => {
    const first = await build();
    hideGo();
    assert.deepEqual((await build()).artifacts, first.artifacts);
  });

  it("reports the number of handlers to compile, and nothing for none", async () => {
    await build();
    hideGo();
    await build();
    assert.deepEqual(reported, ["Compiling 2 of 2 handlers with Go …"]);
  });

  it("compiles only the handler whose own file changed", async () => {
    await build();
    await module.write(`${GET}/extra.go`, "package main\n");
    assert.deepEqual((await build()).built, [GET]);
  });

  it("compiles all handlers that import a changed package", async () => {
    await build();
    await module.write("shared/shared.go", 'package shared\n\nfunc Text() string { return "changed" }\n');
    assert.deepEqual((await build()).built, [GET, LIST]);
  });

  it("detects a change of a shared package through a link to the module", async () => {
    const link = join(target, "link");
    await symlink(module.folder, link);
    process.env["PWD"] = link;
    await build({ module: link });
    await module.write("shared/shared.go", 'package shared\n\nfunc Text() string { return "changed" }\n');
    assert.deepEqual((await build({ module: link })).built, [GET, LIST]);
  });

  it("detects a change of a file that is embedded from a subfolder", async () => {
    await module.write(
      `${GET}/page.go`,
      'package main\n\nimport _ "embed"\n\n//go:embed pages/hello.html\nvar Page string\n',
    );
    await module.write(`${GET}/pages/hello.html`, "<p>hello</p>\n");
    await build();
    await module.write(`${GET}/pages/hello.html`, "<p>changed</p>\n");
    assert.deepEqual((await build()).built, [GET]);
  });

  it("detects a change of a module that is replaced by a folder", async () => {
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

  it("compiles all handlers after a change of go.mod", async () => {
    await build();
    await module.write("go.mod", "module example.com/backend\n\ngo 1.25\n");
    assert.deepEqual((await build()).built, [GET, LIST]);
  });

  it("compiles a handler again whose artifact is missing", async () => {
    const { artifacts } = await build();
    await rm(join(target, "artifacts", `${artifacts.get(LIST)?.digest ?? ""}.zip`));
    assert.deepEqual((await build()).built, [LIST]);
  });

  it("compiles all handlers where the cache cannot be read", async () => {
    await build();
    await writeFile(join(target, "memory.json"), "{");
    assert.deepEqual((await build()).built, [GET, LIST]);
  });

  it("compiles all handlers after a build for another architecture", async () => {
    await build();
    assert.deepEqual((await build({ architecture: "arm64" })).built, [GET, LIST]);
  });

  it("reports every handler that does not compile, with the compiler's message", async () => {
    await module.write(`${GET}/main.go`, brokenFile("missing"));
    await module.write(`${LIST}/main.go`, brokenFile("absent"));
    const { failures } = await build();
    assert.deepEqual(failures.map(({ handler, message }) => `${handler}: ${message}`).sort(), [
      `${GET}: ${GET}/main.go:3:15: undefined: missing`,
      `${LIST}: ${LIST}/main.go:3:15: undefined: absent`,
    ]);
  });

  it("keeps the handlers that compiled beside those that did not", async () => {
    await module.write(`${GET}/main.go`, brokenFile("missing"));
    await build();
    await module.write(`${GET}/main.go`, "package main\n\nfunc main() {}\n");
    assert.deepEqual((await build()).built, [GET]);
  });

  it("separates handlers whose folders have the same last name", async () => {
    await module.write("cmd/handlers/tags/get/main.go", mainFile("tags"));
    const { artifacts } = await build({ units: [goUnit(GET), goUnit("cmd/handlers/tags/get")] });
    const alone = await build({ units: [goUnit(GET)], cacheFile: join(target, "alone.json") });
    assert.equal(artifacts.get(GET)?.digest, alone.artifacts.get(GET)?.digest);
  });

  it("builds a handler whose folder is named like a version", async () => {
    await module.write("cmd/handlers/users/v2/main.go", mainFile("v2"));
    const { built } = await build({ units: [goUnit("cmd/handlers/users/v2"), goUnit(GET)] });
    assert.deepEqual(built, ["cmd/handlers/users/v2", GET]);
  });

  it("builds one of two handlers in a folder from its listed file", async () => {
    await module.write(`${GET}/other.go`, mainFile("other"));
    const { built, failures } = await build({ units: [goUnit(GET, ["main.go"]), goUnit(GET, ["other.go"])] });
    assert.deepEqual([built, failures], [[`${GET} [main.go]`, `${GET} [other.go]`], []]);
  });

  it("builds from the listed files of a folder only where these change", async () => {
    await module.write(`${GET}/other.go`, mainFile("other"));
    const units = [goUnit(GET, ["main.go"]), goUnit(GET, ["other.go"])];
    await build({ units });
    await module.write(`${GET}/other.go`, mainFile("another"));
    assert.deepEqual((await build({ units })).built, [`${GET} [other.go]`]);
  });

  it("reports a duplicate declaration in a folder, and how to list its files", async () => {
    await module.write(`${GET}/other.go`, mainFile("other"));
    const [failure] = (await build({ units: [goUnit(GET)] })).failures;
    assert.deepEqual(
      [failure?.file, failure?.line, failure?.message, /sources: \[main\.go\]/.test(failure?.hint ?? "")],
      [
        `${GET}/other.go`,
        5,
        `${GET}/other.go:5:6: main redeclared in this block\n\t${GET}/main.go:5:6: other declaration of main`,
        true,
      ],
    );
  });

  it("reports the error of a shared package for each handler that imports it", async () => {
    await module.write("shared/shared.go", "package shared\n\nfunc Text() string { return missing }\n");
    const { failures } = await build();
    assert.deepEqual(failures.map(({ handler, message }) => `${handler}: ${message}`).sort(), [
      `${GET}: shared/shared.go:3:29: undefined: missing`,
      `${LIST}: shared/shared.go:3:29: undefined: missing`,
    ]);
  });

  /** Bad input in one handler's folder, and the place and message that the build gives. */
  const BAD: readonly {
    readonly what: string;
    readonly write: () => Promise<unknown>;
    readonly file: string;
    readonly line: number | null;
    readonly message: RegExp;
  }[] = [
    {
      what: "is no package main",
      write: () => module.write(`${GET}/main.go`, "package get\n"),
      file: `${GET}/main.go`,
      line: null,
      message: /`package main`; this is package get/,
    },
    {
      what: "has no Go file",
      write: async () => {
        await rm(join(module.folder, GET, "main.go"));
        await module.write(`${GET}/index.js`, "exports.handler = async () => 1;\n");
      },
      file: GET,
      line: null,
      message: /has no Go files/,
    },
    {
      what: "has an empty file",
      write: () => module.write(`${GET}/main.go`, ""),
      file: `${GET}/main.go`,
      line: 1,
      message: /expected 'package', found 'EOF'/,
    },
    {
      what: "imports what no module has",
      write: () => module.write(`${GET}/main.go`, 'package main\n\nimport _ "github.com/example/missing"\n'),
      file: `${GET}/main.go`,
      line: 3,
      message: /providing package github\.com\/example\/missing/,
    },
    {
      what: "has a link out of the module",
      write: async () => {
        await writeFile(join(target, "outside.go"), "package main\n");
        await symlink(join(target, "outside.go"), join(module.folder, GET, "outside.go"));
      },
      file: `${GET}/outside.go`,
      line: null,
      message: /symbolic link that leaves/,
    },
    {
      what: "has a link to nothing",
      write: () => symlink(join(target, "nowhere.go"), join(module.folder, GET, "nowhere.go")),
      file: `${GET}/nowhere.go`,
      line: null,
      message: /nowhere\.go/,
    },
  ];
  for (const { what, write, file, line, message } of BAD) {
    it(`reports where a handler ${what}, and builds the others`, async () => {
      await write();
      const { built, failures } = await build();
      assert.deepEqual(
        [built, failures.map((failure) => [failure.handler, failure.file, failure.line])],
        [[LIST], [[GET, file, line]]],
      );
      assert.match(failures[0]?.message ?? "", message);
    });
  }

  it("ignores a program that was built into a folder", async () => {
    const { artifacts } = await build();
    await module.write(`${GET}/get`, "ELF");
    hideGo();
    assert.deepEqual((await build()).artifacts, artifacts);
  });

  it("reports an outdated go.sum once, with the command that fixes it", async () => {
    await module.write("go.mod", `${LAMBDA_MODULE}`);
    await module.write(`${GET}/main.go`, LAMBDA_FILE);
    await module.write(`${LIST}/main.go`, LAMBDA_FILE);
    await assert.rejects(build(), (error) => {
      assert.ok(error instanceof DeployError);
      assert.deepEqual(
        [error.code, error.what.match(/aws-lambda-go/g)?.length, error.remedy.includes("`go mod tidy`")],
        ["BUILD_FAILED", 1, true],
      );
      return true;
    });
  });

  it("reports a module that cannot be downloaded", async () => {
    await module.write("go.mod", LAMBDA_MODULE);
    await module.write("go.sum", LAMBDA_SUM);
    await module.write(`${GET}/main.go`, LAMBDA_FILE);
    // No process listens on the discard port, and the module cache is empty.
    Object.assign(process.env, {
      GOPROXY: "http://127.0.0.1:9",
      GOMODCACHE: join(target, "modules"),
      GONOSUMDB: "*",
      GOFLAGS: "",
    });
    await assert.rejects(build(), {
      code: "BUILD_FAILED",
      what: /could not download modules.*aws-lambda-go@v1\.54\.0/,
    });
  });

  it("keeps finished handlers in the cache where it is stopped", async () => {
    const controller = new AbortController();
    const units = await Promise.all(
      Array.from({ length: 28 }, async (_unused, index) => {
        const folder = `cmd/handlers/many/h${String(index)}`;
        await module.write(`${folder}/main.go`, mainFile(String(index)));
        return goUnit(folder);
      }),
    );
    const stopped = build({
      units,
      signal: controller.signal,
      report: (line) => {
        if (line.includes("handlers built")) controller.abort();
      },
    });
    await assert.rejects(stopped, { code: "CANCELLED" });
    const { unchanged } = await build({ units });
    assert.ok(unchanged.length >= 10, `${String(unchanged.length)} of ${String(units.length)}`);
  });

  it("fails where the module itself cannot be read", async () => {
    await module.write("go.mod", "modul example.com/backend\n");
    await assert.rejects(build(), { code: "BUILD_FAILED" });
  });

  it("reports that Go is not installed", async () => {
    hideGo();
    await assert.rejects(build(), { code: "TOOLCHAIN_GO" });
  });
});
