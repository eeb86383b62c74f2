import { strict as assert } from "node:assert";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogLocation, readCatalogFiles, type CatalogLocation } from "../../../../automation/catalog/catalogFiles";
import {
  checkCatalogFiles,
  loadCatalog,
  readProjectCatalog,
  readStageCatalog,
} from "../../../../automation/catalog/loadCatalog";
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
    it("contains each YAML file's text by its name in the project", async () => {
      assert.deepEqual((await readCatalogFiles({ root, backend: BACKEND })).texts, REAL_FILES);
    });

    it("contains .yml files too, so that their findings are reported", async () => {
      await writeFile(join(folder, "services", "extra.yml"), "");
      assert.equal((await readCatalogFiles(location)).texts["catalog/services/extra.yml"], "");
    });

    it("excludes other files", async () => {
      await writeFile(join(folder, "notes.txt"), "later");
      assert.equal("catalog/notes.txt" in (await readCatalogFiles(location)).texts, false);
    });

    it("is unreadable where it does not exist", async () => {
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

    it("uses a file of the backend instead of the project's file of the same name", async () => {
      await writeFile(join(folder, "checks.yaml"), "checks: { never: {} }\n");
      const { texts } = await readCatalogFiles({ root, backend });
      assert.deepEqual([texts["catalog/checks.yaml"], Object.keys(texts).length], ["checks: {}\n", 24]);
    });

    it("adds a file that the project does not have", async () => {
      await writeFile(join(backend, "catalog", "extra.yaml"), "");
      assert.equal((await readCatalogFiles({ root, backend })).texts["catalog/extra.yaml"], "");
    });

    it("ignores the project's catalog where the backend's has services", async () => {
      await writeFile(join(backend, "catalog", "services", "reports.yaml"), "service: reports\n");
      const { texts } = await readCatalogFiles({ root, backend });
      assert.deepEqual(Object.keys(texts), ["catalog/checks.yaml", "catalog/services/reports.yaml"]);
    });

    it("is complete where the backend's has services and all parts", async () => {
      const mixed = join(ROOT, "tests", "fixtures", "mixed-backend");
      const { services } = await loadCatalog({ root: join(root, "none"), backend: mixed });
      assert.equal(services["gateway"]?.functions["health"]?.runtime, "nodejs22.x");
    });

    it("reports a finding with its position in the backend", async () => {
      await writeFile(join(backend, "catalog", "checks.yaml"), "checks: {}\nchex: {}\n");
      const { findings } = await checkCatalogFiles({ root, backend });
      assert.deepEqual(
        findings.flatMap(({ code, file, line }) => (code === "KEY_UNKNOWN" ? [`${file}:${String(line)}`] : [])),
        ["backend/catalog/checks.yaml:2"],
      );
    });

    it("reports a file outside the project with its absolute path", async () => {
      const { paths } = await readCatalogFiles({ root, backend: BACKEND });
      assert.equal(paths["catalog/checks.yaml"], join(BACKEND, "catalog", "checks.yaml"));
    });

    it("has no checks where neither catalog has any", async () => {
      await rm(join(backend, "catalog"), { recursive: true });
      assert.deepEqual((await loadCatalog({ root, backend })).checks, { checks: {} });
    });

    it("is the catalog of the backend in Pulumi.yaml", async () => {
      await writeFile(join(root, "Pulumi.yaml"), "config:\n  listbackup:backend: { value: backend }\n");
      assert.deepEqual(await catalogLocation(root), { root, backend });
    });
  });

  describe("loaded", () => {
    it("is the whole backend", async () => {
      assert.equal(Object.keys((await loadCatalog(location)).services).length, 18);
    });

    it("is rejected for the program of a stage where its file lacks a setting that functions read", async () => {
      await cp(join(ROOT, "Pulumi.yaml"), join(root, "Pulumi.yaml"));
      await edit("Pulumi.dev.yaml", "    email-from: noreply@listbackup.ai\n", "");
      await assert.rejects(readStageCatalog(root), {
        code: "CATALOG_INVALID",
        what: /catalog\/services\/notifications\.yaml:19 Pulumi\.dev\.yaml has no setting "email-from"/,
      });
    });

    it("is rejected with file and line of each error", async () => {
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

    it("is rejected with at most twenty errors, and the number of the others", async () => {
      const wrong = Array.from({ length: 25 }, (_unused, index) => `wrong${String(index)}: 1`).join("\n");
      await edit("catalog/services/tags.yaml", "service: tags", `service: tags\n${wrong}`);
      await assert.rejects(loadCatalog(location), (error) => {
        assert.ok(error instanceof DeployError);
        assert.deepEqual(error.what.split("\n").slice(21), ["  … and 5 more"]);
        return true;
      });
    });

    it("is not rejected for a warning", async () => {
      await edit("catalog/data.yaml", "tables:\n", "tables:\n  unused: { purpose: Unused, hash: id }\n");
      await assert.doesNotReject(loadCatalog(location));
    });
  });

  describe("checked", () => {
    it("has no findings, and counts its entries", async () => {
      const { findings, counts } = await checkCatalogFiles(location);
      assert.deepEqual(
        [findings, counts.split(", ").slice(0, 3)],
        [[], ["18 services", "151 functions", "168 routes"]],
      );
    });

    it("has no counts where a file cannot be read", async () => {
      await edit("catalog/services/tags.yaml", "service: tags", "service: tags\ncolour: red");
      assert.equal((await checkCatalogFiles(location)).counts, "");
    });

    it("is compared with the settings of the stages", async () => {
      await cp(join(ROOT, "Pulumi.yaml"), join(root, "Pulumi.yaml"));
      await edit("Pulumi.dev.yaml", "    email-from: noreply@listbackup.ai\n", "");
      const { findings } = await checkCatalogFiles(location);
      assert.deepEqual([...new Set(findings.map(({ code }) => code))], ["SETTING_MISSING"]);
    });

    it("is not compared with an invalid stage file", async () => {
      await edit("Pulumi.dev.yaml", "listbackup:account", "listbackup:acount");
      assert.deepEqual((await checkCatalogFiles(location)).findings, []);
    });

    it("is compared with the variables that the backend's handlers read", async () => {
      const backend = join(root, "backend");
      await mkdir(join(backend, "cmd", "handlers", "tags", "list"), { recursive: true });
      await writeFile(join(backend, "go.mod"), "module example.com/backend\n\ngo 1.24\n");
      await writeFile(
        join(backend, "cmd", "handlers", "tags", "list", "main.go"),
        'package main\n\nimport "os"\n\nfunc main() { os.Getenv("UNSET_VARIABLE") }\n',
      );
      const { findings } = await checkCatalogFiles({ root, backend });
      assert.deepEqual(
        findings.map(({ code, file }) => `${code} ${file}`),
        ["VARIABLE_UNSET catalog/services/tags.yaml"],
      );
    });

    it("is rejected by a deployment for the same errors", async () => {
      const backend = join(root, "backend");
      await mkdir(join(backend, "cmd", "handlers", "tags", "list"), { recursive: true });
      await writeFile(join(backend, "go.mod"), "module example.com/backend\n\ngo 1.24\n");
      const main = 'package main\n\nimport "os"\n\nfunc main() { os.Getenv("UNSET_VARIABLE") }\n';
      await writeFile(join(backend, "cmd", "handlers", "tags", "list", "main.go"), main);
      const [finding] = (await checkCatalogFiles({ root, backend })).findings;
      await assert.rejects(loadCatalog({ root, backend }), {
        code: "CATALOG_INVALID",
        what: `The catalog has errors:\n  ${String(finding?.file)}:${String(finding?.line)} ${String(finding?.reason)}`,
      });
    });

    it("is read by commands that deploy nothing, without a check of the backend's handlers", async () => {
      const backend = join(root, "backend");
      await mkdir(join(backend, "cmd", "handlers", "tags", "list"), { recursive: true });
      await writeFile(join(backend, "go.mod"), "module example.com/backend\n\ngo 1.24\n");
      const main = 'package main\n\nimport "os"\n\nfunc main() { os.Getenv("UNSET_VARIABLE") }\n';
      await writeFile(join(backend, "cmd", "handlers", "tags", "list", "main.go"), main);
      await writeFile(join(root, "Pulumi.yaml"), "config:\n  listbackup:backend: { value: backend }\n");
      await assert.doesNotReject(readProjectCatalog(root));
    });

    it("reports why the source was not checked", async () => {
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

    it("lists the functions without a handler in the backend", async () => {
      const { withoutHandler } = await checkCatalogFiles({ root: ROOT, backend: BACKEND });
      assert.equal(
        withoutHandler.some(({ subject }) => subject.includes("dashboards-list")),
        true,
      );
    });

    it("lists none without a backend", async () => {
      assert.deepEqual((await checkCatalogFiles(location)).withoutHandler, []);
    });
  });
});
