import { strict as assert } from "node:assert";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogLocation, readCatalogFiles, type CatalogLocation } from "../../../../automation/catalog/catalogFiles";
import { checkCatalogFiles, loadCatalog, readProjectCatalog } from "../../../../automation/catalog/loadCatalog";
import { DeployError } from "../../../../model/errors";
import { MAX_FILE_LENGTH } from "../../../../model/catalog/parse/yamlText";
import { ROOT } from "../../../support/project/project";
import { REAL_FILES } from "../../model/catalog/realCatalog";

const BACKEND = join(ROOT, "rehearsal", "backend");

describe("the catalog's folder", () => {
  let root: string;
  let folder: string;
  let location: CatalogLocation;
  const edit = async (name: string, find: string, replace: string): Promise<void> => {
    const text = await readFile(join(root, name), "utf8");
    assert.ok(text.includes(find), `${name} has no ${find}`);
    await writeFile(join(root, name), text.replaceAll(find, replace));
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "listbackup-catalog-"));
    folder = join(root, "catalog");
    location = { root, backend: null };
    await cp(join(ROOT, "catalog"), folder, { recursive: true });
    await cp(join(ROOT, "Pulumi.dev.yaml"), join(root, "Pulumi.dev.yaml"));
    await mkdir(join(root, "automation", "catalog"), { recursive: true });
    for (const shared of ["automation/catalog/gofacts", ".tools"])
      await symlink(join(ROOT, shared), join(root, shared));
  });
  afterEach(() => rm(root, { recursive: true }));

  describe("read as files", () => {
    it("gives each YAML file's text by its name within the project", async () => {
      assert.deepEqual((await readCatalogFiles({ root, backend: BACKEND })).texts, REAL_FILES);
    });

    it("gives files that end in .yml too, so that somebody says what is wrong with them", async () => {
      await writeFile(join(folder, "services", "extra.yml"), "");
      assert.equal((await readCatalogFiles(location)).texts["catalog/services/extra.yml"], "");
    });

    it("leaves other files out", async () => {
      await writeFile(join(folder, "notes.txt"), "later");
      assert.equal("catalog/notes.txt" in (await readCatalogFiles(location)).texts, false);
    });

    it("is unreadable where it is not there", async () => {
      await assert.rejects(readCatalogFiles({ root: join(root, "none"), backend: null }), {
        code: "CATALOG_UNREADABLE",
      });
    });

    it("is unreadable where a file is far too large, before it is read", async () => {
      await writeFile(join(folder, "huge.yaml"), " ".repeat(4 * MAX_FILE_LENGTH + 1));
      await assert.rejects(readCatalogFiles(location), {
        code: "CATALOG_UNREADABLE",
        what: /huge\.yaml has 1048577 bytes/,
      });
    });

    it("is unreadable where a folder has a file's name", async () => {
      await mkdir(join(folder, "services", "users2.yaml"));
      await assert.rejects(readCatalogFiles(location), { code: "CATALOG_UNREADABLE" });
    });
  });

  describe("with files of the backend's own", () => {
    let backend: string;
    beforeEach(async () => {
      backend = join(root, "backend");
      await mkdir(join(backend, "catalog", "services"), { recursive: true });
      await writeFile(join(backend, "catalog", "checks.yaml"), "checks: {}\n");
    });

    it("takes a file of the backend for the project's of the same name, and all others of the project", async () => {
      await writeFile(join(folder, "checks.yaml"), "checks: { never: {} }\n");
      const { texts } = await readCatalogFiles({ root, backend });
      assert.deepEqual([texts["catalog/checks.yaml"], Object.keys(texts).length], ["checks: {}\n", 24]);
    });

    it("adds a file that the project does not have", async () => {
      await writeFile(join(backend, "catalog", "extra.yaml"), "");
      assert.equal((await readCatalogFiles({ root, backend })).texts["catalog/extra.yaml"], "");
    });

    it("reads nothing of the project's where the backend's has services", async () => {
      await writeFile(join(backend, "catalog", "services", "reports.yaml"), "service: reports\n");
      const { texts } = await readCatalogFiles({ root, backend });
      assert.deepEqual(Object.keys(texts), ["catalog/checks.yaml", "catalog/services/reports.yaml"]);
    });

    it("is whole where the backend's has services and all parts", async () => {
      const mixed = join(ROOT, "tests", "fixtures", "mixed-backend");
      const { services } = await loadCatalog({ root: join(root, "none"), backend: mixed });
      assert.equal(services["gateway"]?.functions["health"]?.runtime, "nodejs22.x");
    });

    it("says of a finding where in the backend it is", async () => {
      await writeFile(join(backend, "catalog", "checks.yaml"), "checks: {}\nchex: {}\n");
      const { findings } = await checkCatalogFiles({ root, backend });
      assert.deepEqual(
        findings.flatMap(({ code, file, line }) => (code === "KEY_UNKNOWN" ? [`${file}:${String(line)}`] : [])),
        ["backend/catalog/checks.yaml:2"],
      );
    });

    it("names a file outside the project by its whole path", async () => {
      const { paths } = await readCatalogFiles({ root, backend: BACKEND });
      assert.equal(paths["catalog/checks.yaml"], join(BACKEND, "catalog", "checks.yaml"));
    });

    it("has no checks where neither has any", async () => {
      await rm(join(backend, "catalog"), { recursive: true });
      assert.deepEqual((await loadCatalog({ root, backend })).checks, { checks: {} });
    });

    it("is the one that Pulumi.yaml names", async () => {
      await writeFile(join(root, "Pulumi.yaml"), "config:\n  listbackup:backend: { value: backend }\n");
      assert.deepEqual(await catalogLocation(root), { root, backend });
    });
  });

  describe("loaded", () => {
    it("is the whole backend", async () => {
      assert.equal(Object.keys((await loadCatalog(location)).services).length, 18);
    });

    it("is refused with each defect's file and line", async () => {
      await edit("catalog/services/tags.yaml", "service: tags", "service: tags\ncolour: red\nshape: round");
      await assert.rejects(loadCatalog(location), (error) => {
        assert.ok(error instanceof DeployError);
        assert.deepEqual(
          [error.code, error.what.match(/\S+\.yaml:\d+/g)],
          ["CATALOG_INVALID", ["catalog/services/tags.yaml:3", "catalog/services/tags.yaml:4"]],
        );
        return true;
      });
    });

    it("is refused with twenty defects at most, and how many more there are", async () => {
      const wrong = Array.from({ length: 25 }, (_unused, index) => `wrong${String(index)}: 1`).join("\n");
      await edit("catalog/services/tags.yaml", "service: tags", `service: tags\n${wrong}`);
      await assert.rejects(loadCatalog(location), (error) => {
        assert.ok(error instanceof DeployError);
        assert.deepEqual(error.what.split("\n").slice(21), ["  … and 5 more"]);
        return true;
      });
    });

    it("is not refused for what a warning says", async () => {
      await edit("catalog/data.yaml", "tables:\n", "tables:\n  unused: { purpose: For nobody, hash: id }\n");
      await assert.doesNotReject(loadCatalog(location));
    });
  });

  describe("checked", () => {
    it("has no findings, and counts what there is", async () => {
      const { findings, counts } = await checkCatalogFiles(location);
      assert.deepEqual(
        [findings, counts.split(", ").slice(0, 3)],
        [[], ["18 services", "151 functions", "168 routes"]],
      );
    });

    it("has no counts where it cannot be read whole", async () => {
      await edit("catalog/services/tags.yaml", "service: tags", "service: tags\ncolour: red");
      assert.equal((await checkCatalogFiles(location)).counts, "");
    });

    it("is held against the settings of the stages beside it", async () => {
      await edit("Pulumi.dev.yaml", "    email-from: noreply@listbackup.ai\n", "");
      const { findings } = await checkCatalogFiles(location);
      assert.deepEqual([...new Set(findings.map(({ code }) => code))], ["SETTING_MISSING"]);
    });

    it("is not held against a stage's file that is wrong itself", async () => {
      await edit("Pulumi.dev.yaml", "listbackup:account", "listbackup:acount");
      assert.deepEqual((await checkCatalogFiles(location)).findings, []);
    });

    it("is held against what the backend's handlers read", async () => {
      const backend = join(root, "backend");
      await mkdir(join(backend, "cmd", "handlers", "tags", "list"), { recursive: true });
      await writeFile(join(backend, "go.mod"), "module example.com/backend\n\ngo 1.24\n");
      await writeFile(
        join(backend, "cmd", "handlers", "tags", "list", "main.go"),
        'package main\n\nimport "os"\n\nfunc main() { os.Getenv("NOBODY_SETS_IT") }\n',
      );
      const { findings } = await checkCatalogFiles({ root, backend });
      assert.deepEqual(
        findings.map(({ code, file }) => `${code} ${file}`),
        ["VARIABLE_UNSET catalog/services/tags.yaml"],
      );
    });

    it("is refused by a deployment for the same errors", async () => {
      const backend = join(root, "backend");
      await mkdir(join(backend, "cmd", "handlers", "tags", "list"), { recursive: true });
      await writeFile(join(backend, "go.mod"), "module example.com/backend\n\ngo 1.24\n");
      const main = 'package main\n\nimport "os"\n\nfunc main() { os.Getenv("NOBODY_SETS_IT") }\n';
      await writeFile(join(backend, "cmd", "handlers", "tags", "list", "main.go"), main);
      const [finding] = (await checkCatalogFiles({ root, backend })).findings;
      await assert.rejects(loadCatalog({ root, backend }), {
        code: "CATALOG_INVALID",
        what: `The catalog has errors:\n  ${String(finding?.file)}:${String(finding?.line)} ${String(finding?.reason)}`,
      });
    });

    it("is read by commands that deploy nothing, whatever the backend's handlers read", async () => {
      const backend = join(root, "backend");
      await mkdir(join(backend, "cmd", "handlers", "tags", "list"), { recursive: true });
      await writeFile(join(backend, "go.mod"), "module example.com/backend\n\ngo 1.24\n");
      const main = 'package main\n\nimport "os"\n\nfunc main() { os.Getenv("NOBODY_SETS_IT") }\n';
      await writeFile(join(backend, "cmd", "handlers", "tags", "list", "main.go"), main);
      await writeFile(join(root, "Pulumi.yaml"), "config:\n  listbackup:backend: { value: backend }\n");
      await assert.doesNotReject(readProjectCatalog(root));
    });

    it("says why the source was not checked", async () => {
      const backend = join(root, "backend");
      await mkdir(backend);
      await writeFile(join(backend, "go.mod"), "module example.com/backend\n");
      await rm(join(root, ".tools"));
      const path = process.env["PATH"];
      process.env["PATH"] = root;
      try {
        assert.equal((await checkCatalogFiles({ root, backend })).sourceSkipped, "Go is not installed");
      } finally {
        process.env["PATH"] = path;
      }
    });

    it("names the functions that the backend has no handler for", async () => {
      const { withoutHandler } = await checkCatalogFiles({ root: ROOT, backend: BACKEND });
      assert.equal(
        withoutHandler.some(({ subject }) => subject.includes("dashboards-list")),
        true,
      );
    });

    it("names none where there is no backend to look at", async () => {
      assert.deepEqual((await checkCatalogFiles(location)).withoutHandler, []);
    });
  });
});
