import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT } from "../../support/emulator/emulator";
import { releaseOf, smallCatalog } from "../../support/release";
import type * as Library from "../../../pipeline";
import { mockEngine, named, settled, type Registered } from "./mocks";

/** Options of a program beside the package: those of the example, without its path into this repository. */
const TSCONFIG = {
  compilerOptions: { target: "es2022", module: "node16", strict: true, types: ["node"], skipLibCheck: true },
  files: ["index.ts", "pipeline.ts"],
};

/*
 * The package as another program sees it: compiled, with declarations, found by its name. The example is type-checked
 * against the declarations, and runs on the compiled components.
 */
describe("the package", function () {
  this.timeout(180_000);
  let folder: string;

  const compile = (...options: readonly string[]): void => {
    execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), ...options], { cwd: ROOT });
  };

  before(() => {
    // Below node_modules, so that the package and the example find the other packages.
    const cache = join(ROOT, "node_modules/.cache");
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, "library-"));
    const installed = join(folder, "node_modules/listbackup-deploy");
    // `make lint` checks the types of the sources.
    compile("-p", "tsconfig.library.json", "--noCheck", "--outDir", join(installed, "dist/library"));
    cpSync(join(ROOT, "package.json"), join(installed, "package.json"));
    cpSync(join(ROOT, "examples/stage/index.ts"), join(folder, "index.ts"));
    cpSync(join(ROOT, "examples/pipeline/index.ts"), join(folder, "pipeline.ts"));
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
    writeFileSync(join(folder, "release.json"), JSON.stringify(releaseOf(smallCatalog())));
    compile("-p", folder);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function runExample(): Promise<readonly Registered[]> {
    const registered = await mockEngine();
    process.env["RELEASE_FILE"] = join(folder, "release.json");
    try {
      const program = createRequire(__filename)(join(folder, "index.js")) as () => Promise<unknown>;
      await program();
    } finally {
      delete process.env["RELEASE_FILE"];
    }
    await settled();
    return registered;
  }

  it("runs the example: a stage of another name, and a service beside it", async () => {
    const registered = await runExample();
    assert.deepEqual(
      ["preview", "users-get", "reports-monthly"].map((name) => [
        named(registered, name).type,
        named(registered, name).inputs["name"],
      ]),
      [
        ["listbackup:stage:StageStack", undefined],
        ["aws:lambda/function:Function", "listbackup-preview-users-get"],
        ["aws:lambda/function:Function", "listbackup-preview-reports-monthly"],
      ],
    );
  });

  it("opens a stage for a program that deploys, whose example has the types of the declarations", async () => {
    const load = createRequire(join(folder, "index.js"));
    const library = load("listbackup-deploy/pipeline") as typeof Library;
    assert.deepEqual(Object.keys(library).sort(), ["DeployError", "STAGES", "openStage"]);
    const stage = await library.openStage("staging");
    assert.equal(stage.name, "staging");
    await assert.rejects(library.openStage("stagging"), library.DeployError);
  });

  it("exports its components only", () => {
    const load = createRequire(join(folder, "index.js"));
    assert.deepEqual(Object.keys(load("listbackup-deploy") as object).sort(), [
      "AuditTrail",
      "DeployError",
      "LambdaService",
      "StageStack",
      "catalogSchema",
      "defineStage",
      "releaseSchema",
    ]);
    assert.throws(() => load("listbackup-deploy/dist/library/model/names.js"), {
      code: "ERR_PACKAGE_PATH_NOT_EXPORTED",
    });
  });
});
