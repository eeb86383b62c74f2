import { strict as assert } from "node:assert";
import { checkCatalog } from "../../../../../model/catalog/check/checkCatalog";
import type { Facts } from "../../../../../model/catalog/check/rule";
import { positionText, type Finding, type Position } from "../../../../../model/catalog/finding";
import { parseCatalog } from "../../../../../model/catalog/parse/parseCatalog";
import { EMPTY_FACTS, REAL_FILES } from "../realCatalog";
import { ERROR_CASES } from "./cases/errorCases";

const TAGS = "catalog/services/tags.yaml";
const USERS = "catalog/services/users.yaml";
const DATA = "catalog/data.yaml";
const CHECKS = "catalog/checks.yaml";

type Edits = Readonly<Record<string, (text: string) => string>>;

function findings(edits: Edits, facts: Facts = EMPTY_FACTS): readonly Finding[] {
  const files = Object.fromEntries(
    Object.entries(REAL_FILES).map(([name, text]) => [name, edits[name]?.(text) ?? text]),
  );
  return checkCatalog(parseCatalog(files), facts);
}

/** `file code` of all findings after edits. */
function codesOf(edits: Edits, facts: Facts = EMPTY_FACTS): readonly string[] {
  return findings(edits, facts).map(({ file, code }) => `${file} ${code}`);
}

/** Codes of findings with several lines: the tests below make each of them the newest. */
const SEVERAL_LINES = [
  "API_NESTED",
  "API_SHADOWS",
  "AUTHORIZER_PHASE",
  "AUTHORIZER_TIMEOUT",
  "BUCKET_LIFECYCLE",
  "CHECK_ROW",
  "CONTEXT_UNKNOWN",
  "DEAD_LETTERS_FIFO",
  "ENV_REPEATED",
  "GRANT_TWICE",
  "IDENTITY_TRIGGER_TIMEOUT",
  "INDEX_REPEATED",
  "KEYS_SAME",
  "KEY_TWICE",
  "KEY_TYPES",
  "MIGRATION_FUNCTION",
  "NAME_COLLIDES",
  "PATH_PARAMETER",
  "QUEUE_VISIBILITY",
  "QUEUE_VISIBILITY_SHORT",
  "RESERVED_CONCURRENCY",
  "ROUTE_CORS",
  "ROUTE_PARAMETER_NAMES",
  "ROUTE_SHADOWS",
  "ROUTE_TWICE",
  "RULE_TARGET_GROUP",
  "RULE_TARGET_TWICE",
  "SEED_KEY",
  "SEED_TWICE",
  "STATEMENT_ACTION_RESOURCE",
  "TABLE_KEY",
  "TIMEOUT_API",
  "TRIGGER_BATCH",
  "TRIGGER_CYCLE",
  "TRIGGER_DESTINATION",
  "TRIGGER_STREAM",
  "TRIGGER_WINDOW",
  "TTL_TYPE",
];

/** A change that added only one line. */
function onlyLine({ file, line }: Position): Pick<Facts, "changed"> {
  return { changed: [new Map([[file, new Set([line])]])] };
}

describe("the position of a finding", () => {
  const unknownTable = (text: string): string => text.replaceAll(/table:tags$/gm, "table:labels");

  it("is that of an unknown table, once, with all lines that name it", () => {
    const edits = {
      [TAGS]: unknownTable,
      [CHECKS]: (text: string): string => text.replace("row: { table: jobs,", "row: { table: labels,"),
    };
    assert.deepEqual(
      findings(edits).map(({ code, subject, also = [] }) => [code, subject, also.map(({ file }) => file)]),
      [["REFERENCE_UNKNOWN", "table:labels", [TAGS, CHECKS]]],
    );
  });

  it("comes with the nearest name of an unknown table, or with the known ones", () => {
    const remedies = ["table:tag", "table:zzzzzzzzzz"].map((name) =>
      findings({ [TAGS]: (text) => text.replaceAll(/table:tags$/gm, name) })[0]?.remedy.slice(0, 52),
    );
    assert.deepEqual(remedies, ['Did you mean "table:tags"?', "Add it to the catalog, or name one of: table:users, "]);
  });

  for (const typo of ["tgas", "teamss", "usres", "zzzzzzzz"])
    for (const [where, line] of [
      ["an environment", /: table:tags$/gm],
      ["a grant", /(?<=- \S+ )table:tags$/gm],
    ] as const)
      it(`is only that of the unknown table, not of a consequence: table:${typo} in ${where}`, () => {
        const edit = (text: string): string =>
          text.replaceAll(line, (codesOf) => codesOf.replace("table:tags", `table:${typo}`));
        assert.notEqual(edit(REAL_FILES[TAGS] ?? ""), REAL_FILES[TAGS]);
        assert.deepEqual(codesOf({ [TAGS]: edit }), [`${TAGS} REFERENCE_UNKNOWN`]);
      });

  it("is only that of the unknown table for a name that every object inherits", () => {
    const edit = (text: string): string => text.replaceAll(/table:tags$/gm, "table:constructor");
    assert.deepEqual(codesOf({ [TAGS]: edit }), [`${TAGS} REFERENCE_UNKNOWN`]);
  });

  it("may be in another file if a key of data.yaml is unknown", () => {
    const edit = (text: string): string => text.replace("  tags:\n", "  tags:\n    pupose: x\n");
    assert.deepEqual(codesOf({ [DATA]: edit, [TAGS]: unknownTable }), [
      `${DATA} KEY_UNKNOWN`,
      `${TAGS} REFERENCE_UNKNOWN`,
    ]);
  });

  it("is the invalid table, not the lines that name it", () => {
    assert.deepEqual(codesOf({ [DATA]: (text) => text.replace("    hash: tagId\n", "    hash: tag id!\n") }), [
      `${DATA} VALUE_INVALID`,
    ]);
  });

  it("is the key __proto__, which is not allowed", () => {
    assert.deepEqual(codesOf({ [DATA]: (text) => text.replace("  tags:\n", "  __proto__:\n") }), [
      `${DATA} KEY_UNKNOWN`,
    ]);
  });

  const twice: Edits = { [TAGS]: (text) => text.replace("routes: [GET /tags]", "routes: [GET /tags, GET /users/me]") };

  it("is the newer of two equal routes, in either file", () => {
    const lines = new Set(Array.from({ length: 200 }, (_unused, index) => index + 1));
    assert.deepEqual(
      [TAGS, USERS].map((file) => codesOf(twice, { ...EMPTY_FACTS, changed: [new Map([[file, lines]])] })),
      [[`${TAGS} ROUTE_TWICE`], [`${USERS} ROUTE_TWICE`]],
    );
  });

  it("is looked up only in changed files and for findings", () => {
    const parsed = parseCatalog(REAL_FILES);
    const looked = (changed: Facts["changed"]): ReadonlySet<string> => {
      const files = new Set<string>();
      const locate = (path: readonly PropertyKey[]): Position => {
        files.add(parsed.fileOf(path));
        return parsed.locate(path);
      };
      checkCatalog({ ...parsed, locate }, { ...EMPTY_FACTS, changed });
      return files;
    };
    const ofFindings = looked([]);
    assert.equal(ofFindings.has(TAGS), false);
    assert.deepEqual(looked([new Map([[TAGS, new Set([1])]])]), new Set([...ofFindings, TAGS]));
  });

  const several = ERROR_CASES.map((errorCase) => {
    const [finding] = checkCatalog(parseCatalog(errorCase.files), errorCase.facts);
    return { errorCase, finding, also: finding?.also ?? [] };
  }).filter(({ also }) => also.length > 0);

  it("is one of several lines for these codes", () => {
    assert.deepEqual([...new Set(several.map(({ errorCase }) => errorCase.code))].sort(), SEVERAL_LINES);
  });

  for (const { errorCase, finding, also } of several) {
    // A new line with the same name as other lines is not the conflicting one.
    if (errorCase.code === "ROUTE_PARAMETER_NAMES") continue;
    it(`is the newest line of ${errorCase.what}`, () => {
      const newest = also.map((place) => {
        const [moved] = checkCatalog(parseCatalog(errorCase.files), { ...errorCase.facts, ...onlyLine(place) });
        return moved === undefined ? "" : `${moved.code} ${positionText(moved)}`;
      });
      assert.deepEqual(
        newest,
        also.map((place) => `${String(finding?.code)} ${positionText(place)}`),
      );
    });
  }

  it("does not affect a suppression of ROUTE_PARAMETER_NAMES", () => {
    const accounts = "catalog/services/accounts.yaml";
    const lines = (REAL_FILES[accounts] ?? "").split("\n");
    const routes = lines.flatMap((text, index) => (text.includes("/accounts/{") ? [index + 1] : []));
    const codesOf = routes.map((line) =>
      checkCatalog(parseCatalog(REAL_FILES), { ...EMPTY_FACTS, ...onlyLine({ file: accounts, line, column: 1 }) }),
    );
    assert.deepEqual(codesOf.flat(), []);
  });
});
