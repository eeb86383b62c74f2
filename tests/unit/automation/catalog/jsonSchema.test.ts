import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { jsonSchemas } from "../../../../automation/catalog/jsonSchema";
import { ROOT } from "../../../support/project/project";
import { REAL_FILES, REAL_PATHS } from "../../model/catalog/realCatalog";

const COMMITTED = join(ROOT, "catalog", "schema");

function filesOf(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** The part of a schema that a test looks at. */
interface Schema {
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
}

describe("the schemas of the catalog's files", () => {
  it("are committed as the catalog is checked with them", () => {
    assert.deepEqual(
      filesOf(COMMITTED),
      jsonSchemas(),
      "write them anew: see the end of automation/catalog/jsonSchema.ts",
    );
  });

  it("are written by the command in their source", () => {
    const folder = mkdtempSync(join(tmpdir(), "listbackup-schema-"));
    try {
      const script = join("automation", "catalog", "jsonSchema.ts");
      execFileSync(process.execPath, ["-r", join(ROOT, "tools", "register.cjs"), script, folder], { cwd: ROOT });
      assert.deepEqual(filesOf(folder), jsonSchemas());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const service = JSON.parse(jsonSchemas()["service.json"] ?? "{}") as Schema;

  it("require only keys without a default", () => {
    assert.deepEqual(service.required, ["service", "purpose", "phase", "defaults", "functions"]);
  });

  it("reject an unknown key", () => {
    assert.equal(service.additionalProperties, false);
  });

  it("explain keys", () => {
    assert.equal(
      service.properties?.["grants"]?.description,
      "Permissions of its functions: read-write table:users, send queue:sync",
    );
  });

  it("are referenced at the top of each file for editors", () => {
    const schemas = Object.entries(REAL_FILES).map(([name, text]) => {
      const file = REAL_PATHS[name] ?? name;
      const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? "none";
      return [file, posix.join(posix.dirname(file), named)] as const;
    });
    const wrong = schemas.filter(([file, schema]) => schema !== `catalog/schema/${kindOf(file)}.json`);
    assert.deepEqual(wrong, []);
  });
});

function kindOf(file: string): string {
  return file.includes("/services/") ? "service" : posix.basename(file, ".yaml");
}
