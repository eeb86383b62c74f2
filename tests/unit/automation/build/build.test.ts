import { strict as assert } from "node:assert";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, workingReleaseFile, type BuildResult } from "../../../../automation/build/build";
import type { BuildRequest } from "../../../../automation/build/buildRequest";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import { DeployError } from "../../../../model/errors";
import type { Release } from "../../../../model/release/release";
import { smallCatalog } from "../../../support/release";
import { brokenFile, mainFile, makeModule, type GoModule } from "./goModule";
import { restoreEnvironment } from "../../../support/environment";

/** The small catalog's functions; the module has a handler for the two of them that `WITH_HANDLER` names. */
const ALL = ["gateway/health", "auth/login", "auth/logout", "users/get", "jobs/follow", "jobs/work"];
const WITH_HANDLER = ["auth/login", "users/get"];

describe("a build", function () {
  // The first link of a fresh machine compiles the standard library.
  this.timeout(120_000);
  const before = { ...process.env };
  let root: string;
  let backend: GoModule;

  const run = (change: Partial<BuildRequest> = {}): Promise<BuildResult> =>
    build({ root, backend: backend.folder, catalog: smallCatalog(), architecture: "x86_64", ...change });
  const kindsOf = ({ artifacts }: Release): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(artifacts).map(([id, { kind }]) => [id, kind]));
  /** Removes the compiler from PATH. */
  const hideGo = (): void => {
    process.env["PATH"] = root;
  };

  beforeEach(async () => {
    backend = await makeModule();
    await backend.write("cmd/handlers/auth/login/main.go", mainFile("login"));
    root = await mkdtemp(join(tmpdir(), "listbackup-build-test-"));
    const placeholder = join(root, "automation", "build", "placeholder");
    await mkdir(placeholder, { recursive: true });
    await writeFile(join(placeholder, "go.mod"), "module example.com/placeholder\n\ngo 1.24\n");
    await writeFile(
      join(placeholder, "main.go"),
      'package main\n\nvar reason = ""\n\nfunc main() { println(reason) }\n',
    );
  });
  afterEach(async () => {
    restoreEnvironment(before);
    await backend.remove();
    // What ran beside the part that failed may still be writing.
    await rm(root, { recursive: true, maxRetries: 20, retryDelay: 100 });
  });

  it("has an artifact for every function of the catalog", async () => {
    const { release } = await run();
    assert.deepEqual(Object.keys(release.artifacts), [...ALL].sort());
  });

  it("has a placeholder for each function without a handler", async () => {
    const { release } = await run();
    assert.deepEqual(
      Object.entries(kindsOf(release)).flatMap(([id, kind]) => (kind === "handler" ? [id] : [])),
      WITH_HANDLER,
    );
  });

  it("lists the functions with a placeholder", async () => {
    assert.deepEqual((await run()).placeholders, ["gateway/health", "auth/logout", "jobs/follow", "jobs/work"]);
  });

  it("has one artifact for all placeholders", async () => {
    const { release } = await run();
    const digests = Object.values(release.artifacts).flatMap(({ kind, digest }) =>
      kind === "placeholder" ? [digest] : [],
    );
    assert.equal(new Set(digests).size, 1);
  });

  it("stores each artifact under its digest, and no other file", async () => {
    const { release, artifactsFolder } = await run();
    const digests = new Set(Object.values(release.artifacts).map(({ digest }) => `${digest}.zip`));
    assert.deepEqual(await readdir(artifactsFolder), [...digests].sort());
  });

  it("lists the compiled folders", async () => {
    assert.deepEqual([...(await run()).built].sort(), ["cmd/handlers/auth/login", "cmd/handlers/users/get"]);
  });

  it("runs no compiler where nothing changed, nor for placeholders", async () => {
    await run();
    hideGo();
    const { built, unchanged } = await run();
    assert.deepEqual([built, [...unchanged].sort()], [[], ["cmd/handlers/auth/login", "cmd/handlers/users/get"]]);
  });

  it("produces the same artifacts where nothing changed", async () => {
    const { release } = await run();
    assert.deepEqual((await run()).release.artifacts, release.artifacts);
  });

  it("records its catalog", async () => {
    assert.deepEqual((await run()).release.catalog, smallCatalog());
  });

  it("records its time in seconds", async () => {
    const earliest = Math.floor(Date.now() / 1000);
    const { builtAt } = (await run()).release;
    assert.ok(builtAt >= earliest && builtAt <= Date.now() / 1000, String(builtAt));
  });

  it("writes its release for the next command", async () => {
    const { release } = await run();
    assert.deepEqual(JSON.parse(await readFile(workingReleaseFile(root), "utf8")), release);
  });

  it("replaces a placeholder once the handler exists", async () => {
    await run();
    await backend.write("cmd/handlers/auth/logout/main.go", mainFile("logout"));
    assert.equal((await run()).release.artifacts["auth/logout"]?.kind, "handler");
  });

  it("of one service reuses the last artifacts of the others", async () => {
    const { release } = await run();
    await backend.write("shared/shared.go", 'package shared\n\nfunc Text() string { return "changed" }\n');
    const { artifacts } = (await run({ services: ["users"] })).release;
    const changed = ALL.filter((id) => artifacts[id]?.digest !== release.artifacts[id]?.digest);
    assert.deepEqual(changed, ["users/get"]);
  });

  it("of one service builds the others too where there is no earlier build", async () => {
    const { release } = await run({ services: ["users"] });
    assert.deepEqual(Object.keys(release.artifacts), [...ALL].sort());
  });

  it("of one service reuses no artifact for another architecture", async () => {
    await run();
    const { built } = await run({ services: ["users"], architecture: "arm64" });
    assert.deepEqual([...built].sort(), ["cmd/handlers/auth/login", "cmd/handlers/users/get"]);
  });

  it("reports all handlers that do not compile in one error", async () => {
    await backend.write("cmd/handlers/auth/login/main.go", brokenFile("missing"));
    await backend.write("cmd/handlers/users/get/main.go", brokenFile("absent"));
    await assert.rejects(run(), (error) => {
      assert.ok(error instanceof DeployError);
      assert.deepEqual(
        [error.code, error.what.match(/undefined: \w+/g)?.sort()],
        ["BUILD_FAILED", ["undefined: absent", "undefined: missing"]],
      );
      return true;
    });
  });

  it("that fails does not change the last release", async () => {
    await run();
    const last = await readFile(workingReleaseFile(root), "utf8");
    await backend.write("cmd/handlers/users/get/main.go", brokenFile("missing"));
    await run().catch(() => undefined);
    assert.equal(await readFile(workingReleaseFile(root), "utf8"), last);
  });

  it("for a stage without placeholders reports all missing handlers, and compiles nothing", async () => {
    hideGo();
    await assert.rejects(run({ handlersRequiredBy: "production", absent: ["jobs/follow"] }), (error) => {
      assert.ok(error instanceof DeployError);
      assert.deepEqual(
        [error.code, error.what.match(/^ {2}\S+/gm)],
        ["HANDLERS_ABSENT", ["  gateway/health", "  auth/logout", "  jobs/work"]],
      );
      return true;
    });
  });

  it("rejects a service that is not in the catalog", async () => {
    await assert.rejects(run({ services: ["users", "user"] }), { code: "USAGE" });
  });

  it("requires a folder with a Go module", async () => {
    await assert.rejects(run({ backend: join(backend.folder, "cmd") }), { code: "BACKEND_MISSING" });
  });

  it("does not accept a file as a handler's folder", async () => {
    await backend.write("cmd/handlers/jobs/work", "not a folder\n");
    assert.equal((await run()).release.artifacts["jobs/work"]?.kind, "placeholder");
  });

  it("reports output that cannot be written", async () => {
    // A file in the folder's place: even root cannot write below it.
    await writeFile(join(root, ".build"), "");
    await assert.rejects(run(), { code: "DISK" });
  });

  describe("of a handler that fails to build", () => {
    beforeEach(() => backend.write("cmd/handlers/users/get/main.go", brokenFile("missing")));

    it("uses a placeholder where the stage accepts placeholders", async () => {
      const { artifacts } = (await run({ onFailure: "placeholder" })).release;
      const reasonOf = (id: string): string => `${artifacts[id]?.kind ?? ""} ${artifacts[id]?.reason ?? ""}`;
      assert.deepEqual(
        [
          reasonOf("users/get"),
          reasonOf("auth/logout"),
          reasonOf("auth/login"),
          artifacts["users/get"]?.digest === artifacts["auth/logout"]?.digest,
        ],
        ["placeholder failed", "placeholder missing", "handler ", false],
      );
    });

    it("distinguishes it from missing handlers", async () => {
      const { placeholders, failed } = await run({ onFailure: "placeholder" });
      assert.deepEqual([placeholders.length, failed], [5, ["users/get"]]);
    });

    it("reports the position of the error, and its functions", async () => {
      assert.deepEqual((await run({ onFailure: "placeholder" })).failures, [
        {
          handler: "cmd/handlers/users/get",
          file: "cmd/handlers/users/get/main.go",
          line: 3,
          message: "cmd/handlers/users/get/main.go:3:15: undefined: missing",
          hint: null,
          functions: ["users/get"],
        },
      ]);
    });

    it("fails where no handler was built", async () => {
      await backend.write("cmd/handlers/auth/login/main.go", brokenFile("absent"));
      await assert.rejects(run({ onFailure: "placeholder" }), { code: "BUILD_FAILED" });
    });

    it("ignores failures of a service that was not requested", async () => {
      assert.deepEqual((await run({ services: ["auth"] })).failed, ["users/get"]);
    });

    it("does not build it where its function is absent from the stage", async () => {
      const { release, failures } = await run({ absent: ["users/get"] });
      assert.deepEqual([release.artifacts["users/get"], failures], [undefined, []]);
    });
  });

  describe("of a function in Python", () => {
    /** The small catalog with `users/get` in Python. */
    const pythonCatalog = (entry: string): Catalog => {
      const catalog = smallCatalog();
      const users = catalog.services["users"];
      const get = { ...users?.functions["get"], handler: "./python/users", runtime: "python3.13", entry };
      return catalogSchema.parse({
        ...catalog,
        services: { ...catalog.services, users: { ...users, functions: { get } } },
      });
    };
    beforeEach(() => backend.write("python/users/app.py", "def handler(event, context): return 1\n"));

    it("packs its folder", async () => {
      const { release, built } = await run({ catalog: pythonCatalog("app.handler") });
      assert.deepEqual(
        [release.artifacts["users/get"]?.kind, built.includes("python/users (python)")],
        ["handler", true],
      );
    });

    it("rejects an entry whose file does not exist", async () => {
      await assert.rejects(run({ catalog: pythonCatalog("api.handler") }), {
        code: "BUILD_FAILED",
        what: /python\/users\/api\.py: the entry api\.handler needs this file/,
      });
    });

    it("has a placeholder where its folder is missing", async () => {
      await rm(join(backend.folder, "python"), { recursive: true });
      const { release } = await run({ catalog: pythonCatalog("app.handler") });
      assert.equal(release.artifacts["users/get"]?.reason, "missing");
    });
  });
});
