import { strict as assert } from "node:assert";
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cachedCheckedCatalog, cachedProjectCatalog } from "../../../../automation/catalog/catalogCache";
import { compiledProgramName } from "../../../../automation/compiledProgram";
import { readProjectCatalog } from "../../../../automation/catalog/loadCatalog";
import { STAGES } from "../../../../model/stage/name";
import { ROOT } from "../../../support/project/project";
import { restoreEnvironment } from "../../../support/environment";

describe("a cached catalog", function () {
  this.timeout(60_000);
  let root: string;
  const readCacheFile = (): Promise<string> => readFile(join(root, ".build", "catalog.json"), "utf8");
  const isKept = (): Promise<boolean> =>
    readCacheFile().then(
      () => true,
      () => false,
    );
  const before = { ...process.env };
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "listbackup-cache-"));
    for (const name of ["catalog", "Pulumi.yaml"]) await cp(join(ROOT, name), join(root, name), { recursive: true });
    process.env["LISTBACKUP_BACKEND"] = join(ROOT, "rehearsal", "backend");
  });
  afterEach(async () => {
    restoreEnvironment(before);
    await rm(root, { recursive: true });
  });

  it("is the catalog in its files", async () => {
    await cachedProjectCatalog(root, "a");
    assert.deepEqual(await cachedProjectCatalog(root, "a"), await readProjectCatalog(root));
  });

  it("is reused while its files and the program are the same", async () => {
    await cachedProjectCatalog(root, "a");
    const { key } = JSON.parse(await readCacheFile()) as { readonly key: string };
    await writeFile(join(root, ".build", "catalog.json"), JSON.stringify({ key, catalog: "readCacheFile" }));
    assert.equal(await cachedProjectCatalog(root, "a"), "readCacheFile");
  });

  it("is read again by another program", async () => {
    await cachedProjectCatalog(root, "a");
    const first = await readCacheFile();
    await cachedProjectCatalog(root, "b");
    assert.notEqual(await readCacheFile(), first);
  });

  it("is not stored with errors", async () => {
    await appendFile(join(root, "catalog", "api.yaml"), "colour: red\n");
    await cachedProjectCatalog(root, "a").catch(() => undefined);
    assert.equal(await isKept(), false);
  });

  it("reports a new error", async () => {
    await cachedProjectCatalog(root, "a");
    await appendFile(join(root, "catalog", "api.yaml"), "colour: red\n");
    await assert.rejects(cachedProjectCatalog(root, "a"), { code: "CATALOG_INVALID" });
  });

  it("that was checked is checked again where a stage lacks a setting, and reused where nothing changed", async () => {
    for (const stage of STAGES) await cp(join(ROOT, `Pulumi.${stage}.yaml`), join(root, `Pulumi.${stage}.yaml`));
    const catalog = await cachedCheckedCatalog(root, "a");
    const stored = await readCacheFile();
    const { key, checkedWith } = JSON.parse(stored) as { readonly key: string; readonly checkedWith: string };
    const mark = { ...catalog, mark: true };
    await writeFile(join(root, ".build", "catalog.json"), JSON.stringify({ key, checkedWith, catalog: mark }));
    assert.deepEqual(await cachedCheckedCatalog(root, "a"), mark);
    const file = join(root, "Pulumi.dev.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace(/^ +frontend-url: .*\n/m, ""));
    await assert.rejects(cachedCheckedCatalog(root, "a"), { code: "CATALOG_INVALID" });
  });

  it("that was only read is checked before a deployment", async () => {
    await cachedProjectCatalog(root, "a");
    await cachedCheckedCatalog(root, "a");
    assert.match(await readCacheFile(), /"checkedWith"/);
  });

  it("is not stored by a program that is not compiled", async () => {
    await cachedProjectCatalog(root, null);
    assert.equal(await isKept(), false);
  });

  it("identifies the program by its compiled folder", () => {
    assert.deepEqual(["/x/dist/0123456789abcdef/automation/a.js", "/x/automation/a.ts"].map(compiledProgramName), [
      "0123456789abcdef",
      null,
    ]);
  });
});
