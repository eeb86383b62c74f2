import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalog } from "../../../automation/catalog/loadCatalog";
import { writeGeneratedCatalog } from "../../../bench/growth/generatedCatalog";
import { cdkFacts } from "../../../bench/peers/cdkFacts";
import { allFunctions } from "../../../model/catalog/functions";
import { ROOT } from "../../support/project/project";
import { realCatalog, releaseOf, stageOf } from "../../support/release";

describe("catalogs and peers of the bench", () => {
  let project = "";

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "listbackup-generated-"));
    cpSync(join(ROOT, "catalog"), join(project, "catalog"), { recursive: true });
    mkdirSync(join(project, "backend"));
  });

  afterEach(() => rmSync(project, { recursive: true, force: true }));

  it("generates a catalog of 3,000 functions, all with routes, that the check accepts", async () => {
    writeGeneratedCatalog(project, 3_000);
    const catalog = await loadCatalog({ root: project, backend: join(project, "backend") });
    const routed = allFunctions(catalog).filter(({ spec }) => spec.routes.length === 1);
    strictEqual(routed.length, 3_000);
  });

  it("gives the CDK app every function and route of the release", async () => {
    const catalog = await realCatalog();
    const facts = cdkFacts(stageOf("dev"), releaseOf(catalog), "artifacts") as {
      readonly services: readonly { readonly functions: readonly object[] }[];
      readonly routes: readonly { readonly method: string; readonly path: string; readonly isPublic: boolean }[];
    };
    const functions = allFunctions(catalog);
    strictEqual(facts.services.flatMap((service) => service.functions).length, functions.length);
    deepStrictEqual(
      facts.routes.map(({ method, path, isPublic }) => `${method} ${path}${isPublic ? " public" : ""}`).sort(),
      functions.flatMap(({ spec }) => spec.routes).sort(),
    );
  });
});
