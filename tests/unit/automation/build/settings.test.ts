import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { arch, tmpdir } from "node:os";
import { join } from "node:path";
import { backendFolder, buildArchitecture } from "../../../../automation/build/settings";
import { ROOT } from "../../../support/project/project";
import { stageOf } from "../../../support/release";
import { restoreEnvironment } from "../../../support/environment";

describe("the backend's folder", () => {
  const before = { ...process.env };
  let folder: string;
  let file: string;

  beforeEach(async () => {
    delete process.env["LISTBACKUP_BACKEND"];
    folder = await mkdtemp(join(tmpdir(), "listbackup-settings-"));
    file = join(folder, "Pulumi.yaml");
  });
  afterEach(async () => {
    restoreEnvironment(before);
    await rm(folder, { recursive: true });
  });

  it("is the value in Pulumi.yaml", async () => {
    await writeFile(file, "config:\n  listbackup:backend:\n    value: ../backend\n");
    assert.equal(await backendFolder(file), "../backend");
  });

  it("is LISTBACKUP_BACKEND, whatever the value in Pulumi.yaml", async () => {
    await writeFile(file, "config:\n  listbackup:backend:\n    value: ../backend\n");
    process.env["LISTBACKUP_BACKEND"] = "/other";
    assert.equal(await backendFolder(file), "/other");
  });

  it("is the value in Pulumi.yaml where LISTBACKUP_BACKEND is empty", async () => {
    await writeFile(file, "config:\n  listbackup:backend:\n    value: ../backend\n");
    process.env["LISTBACKUP_BACKEND"] = "";
    assert.equal(await backendFolder(file), "../backend");
  });

  it("is the sample backend in the project's own file", async () => {
    assert.equal(await backendFolder(join(ROOT, "Pulumi.yaml")), "rehearsal/backend");
  });

  const WRONG = {
    "has no configuration": "name: listbackup\n",
    "names no backend": "config: {}\n",
    "names it without a value": "config:\n  listbackup:backend: ../backend\n",
    "names nothing": 'config:\n  listbackup:backend:\n    value: ""\n',
    "is empty": "",
    "is no YAML": "config: [\n",
    "has an alias of nothing": "config: *nothing\n",
  };
  for (const [what, text] of Object.entries(WRONG)) {
    it(`is a configuration error where Pulumi.yaml ${what}`, async () => {
      await writeFile(file, text);
      await assert.rejects(backendFolder(file), { code: "CONFIG_INVALID" });
    });
  }

  it("is a configuration error without Pulumi.yaml", async () => {
    await assert.rejects(backendFolder(file), { code: "CONFIG_UNREADABLE" });
  });
});

describe("the architecture of a build", () => {
  const here = arch() === "arm64" ? "arm64" : "x86_64";
  const other = here === "arm64" ? "x86_64" : "arm64";
  const stage = stageOf("staging");
  const elsewhere = { ...stage, functions: { ...stage.functions, architecture: other } } as const;

  it("is the stage's", () => {
    assert.equal(buildArchitecture(elsewhere, false), other);
  });

  it("is arm64 without a stage", () => {
    assert.equal(buildArchitecture(null, false), "arm64");
  });

  it("is this machine's in a rehearsal", () => {
    assert.equal(buildArchitecture(elsewhere, true), here);
  });

  it("is this machine's for a stage in a rehearsal", () => {
    const rehearsed = { ...elsewhere, rehearsal: { endpoint: "http://127.0.0.1:4566", provider: "offline" as const } };
    assert.equal(buildArchitecture(rehearsed, false), here);
  });
});
