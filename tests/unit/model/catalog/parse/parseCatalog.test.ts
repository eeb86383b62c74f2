import { strict as assert } from "node:assert";
import fc from "fast-check";
import { parseCatalog, CATALOG_FILES } from "../../../../../model/catalog/parse/parseCatalog";
import { REAL_FILES, replaceText, type Files } from "../realCatalog";

const USERS = "catalog/services/users.yaml";
const REAL = parseCatalog(REAL_FILES);

/** Code, file and line of all findings. */
function found(files: Files): readonly string[] {
  return parseCatalog(files).findings.map(({ code, file, line }) => `${code} ${file}:${String(line)}`);
}

/** Line number of a text in a file. */
function lineOf(file: string, text: string): number {
  return (REAL_FILES[file] ?? "").split("\n").findIndex((line) => line.includes(text)) + 1;
}

describe("a parsed catalog", () => {
  it("is complete if all files are valid", () => {
    assert.deepEqual([REAL.findings, REAL.catalog === REAL.partial], [[], true]);
  });

  it("has a service for each file, under the file's name", () => {
    const files = Object.keys(REAL_FILES).flatMap((name) => /services\/(.+)\.yaml$/.exec(name)?.[1] ?? []);
    assert.deepEqual(Object.keys(REAL.catalog?.services ?? {}).sort(), files.sort());
  });

  it("fills in what a file leaves out", () => {
    const files = replaceText(REAL_FILES, "services/tags.yaml", "service: tags", "service: tags\n");
    const { statements, accepted } = parseCatalog(files).catalog?.services["tags"] ?? {};
    assert.deepEqual([statements, accepted], [[], []]);
  });

  it("is partial if a service is invalid, with the other services", () => {
    const { catalog, partial } = parseCatalog(
      replaceText(REAL_FILES, "services/users.yaml", "phase: users", "phase: 1"),
    );
    const services = Object.keys(partial?.services ?? {});
    assert.deepEqual([catalog, services.length, services.includes("users")], [null, 17, false]);
  });

  it("is null if a required file is unreadable", () => {
    const { partial } = parseCatalog(replaceText(REAL_FILES, "data.yaml", "tables:", "table:"));
    assert.equal(partial, null);
  });

  it("without files has a finding for each required file", () => {
    const required = Object.keys(CATALOG_FILES).filter((part) => !["checks", "seeds", "secrets"].includes(part));
    assert.deepEqual(found({}), required.map((part) => `FILE_MISSING catalog/${part}.yaml:1`).sort());
  });

  it("has no checks where no file has any", () => {
    const { "catalog/checks.yaml": _checks, ...files } = REAL_FILES;
    assert.deepEqual(parseCatalog(files).catalog?.checks, { checks: {} });
  });

  it("reports the actual path of a file", () => {
    const files = replaceText(REAL_FILES, "checks.yaml", "checks:\n", "cheks:\n");
    const [first] = parseCatalog(files, { "catalog/checks.yaml": "../backend/catalog/checks.yaml" }).findings;
    assert.equal(first?.file, "../backend/catalog/checks.yaml");
  });

  it("has its findings in the order of files and lines", () => {
    const one = replaceText(REAL_FILES, "services/users.yaml", "phase: users", "phase: 1");
    const two = replaceText(one, "services/accounts.yaml", "service: accounts", "service: 5");
    assert.deepEqual(found(two), [
      `VALUE_INVALID catalog/services/accounts.yaml:${String(lineOf("catalog/services/accounts.yaml", "service: "))}`,
      `VALUE_INVALID ${USERS}:${String(lineOf(USERS, "phase: users"))}`,
    ]);
  });

  it("uses the file's name if the service has another", () => {
    const { partial } = parseCatalog(
      replaceText(REAL_FILES, "services/users.yaml", "service: users", "service: people"),
    );
    assert.equal(partial?.services["users"]?.service, "users");
  });

  /** Files that are not part of a catalog. */
  const STRAY: Readonly<Record<string, string>> = {
    "with a misspelt name": "catalog/dta.yaml",
    "that ends in .yml": "catalog/services/users.yml",
    "with a part's name, in a folder below": "catalog/old/data.yaml",
    "with a service's name, in a folder below": "catalog/old/services/users.yaml",
    "below the services": "catalog/services/old/users.yaml",
  };
  for (const [what, name] of Object.entries(STRAY)) {
    it(`rejects a file ${what}`, () => {
      assert.deepEqual(found({ ...REAL_FILES, [name]: REAL_FILES[USERS] ?? "" }), [`FILE_UNKNOWN ${name}:1`]);
    });
  }
});

describe("the position of a part of the catalog", () => {
  const PLACES: Readonly<Record<string, readonly [path: readonly PropertyKey[], file: string, text: string]>> = {
    "a service": [["services", "users"], USERS, "service: users"],
    "a function": [["services", "users", "functions", "usersList"], USERS, "  usersList:"],
    "a table": [["data", "tables", "users"], "catalog/data.yaml", "  users:"],
    "a parameter": [["parameters", "/listbackup/jwt-secret"], "catalog/parameters.yaml", "/listbackup/jwt-secret:"],
    "a key that a function lacks": [
      ["services", "users", "functions", "usersList", "concurrency"],
      USERS,
      "  usersList:",
    ],
  };
  for (const [what, [path, file, text]] of Object.entries(PLACES)) {
    it(`is found for ${what}`, () => {
      const { file: where, line } = REAL.locate(path);
      assert.deepEqual([where, line], [file, lineOf(file, text)]);
    });
  }

  it("is the catalog itself for an unknown path", () => {
    assert.deepEqual(REAL.locate(["services", "nobody"]), { file: "catalog", line: 1, column: 1 });
  });
});

describe("any text at all", () => {
  const lines = (REAL_FILES[USERS] ?? "").split("\n");
  /** A catalog file with removed lines and additional text. */
  const damaged = fc
    .tuple(
      fc.nat(lines.length),
      fc.nat(20),
      fc.oneof(fc.string(), fc.constantFrom("\t", "- ", "{", "&a", "*a", "? ", "<<: *a", "!!x")),
    )
    .map(([at, lost, text]) => [...lines.slice(0, at), text, ...lines.slice(at + lost)].join("\n"));

  it("becomes a service or findings with positions in the file, without an exception", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), damaged), (text) => {
        const { partial, findings } = parseCatalog({ ...REAL_FILES, [USERS]: text });
        const mine = findings.filter(({ file }) => file === USERS);
        const last = text.split(/\r\n|\r|\n/).length;
        assert.ok(partial?.services["users"] !== undefined || mine.length > 0, "neither service nor finding");
        assert.deepEqual(
          mine.filter(({ line, column }) => line < 1 || column < 1 || line > last),
          [],
        );
      }),
      { numRuns: 40 },
    );
  });
});
