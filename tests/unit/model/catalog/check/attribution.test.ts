import { strict as assert } from "node:assert";
import { checkCatalog } from "../../../../../model/catalog/check/checkCatalog";
import type { Facts } from "../../../../../model/catalog/check/rule";
import { positionText, type Finding, type Position } from "../../../../../model/catalog/finding";
import { parseCatalog } from "../../../../../model/catalog/parse/parseCatalog";
import { QUIET_FACTS, REAL_FILES } from "../realCatalog";
import { DEFECTS } from "./cases/errorCases";

const TAGS = "catalog/services/tags.yaml";
const USERS = "catalog/services/users.yaml";
const DATA = "catalog/data.yaml";
const CHECKS = "catalog/checks.yaml";

type Edits = Readonly<Record<string, (text: string) => string>>;

function findings(edits: Edits, facts: Facts = QUIET_FACTS): readonly Finding[] {
  const files = Object.fromEntries(
    Object.entries(REAL_FILES).map(([name, text]) => [name, edits[name]?.(text) ?? text]),
  );
  return checkCatalog(parseCatalog(files), facts);
}

/** `file code` of everything that is found after edits. */
function found(edits: Edits, facts: Facts = QUIET_FACTS): readonly string[] {
  return findings(edits, facts).map(({ file, code }) => `${file} ${code}`);
}

/** Codes whose findings are about several lines: the tests below try the newest of them. */
const SEVERAL_LINES = [
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

/** Lines that a change added, as the only one. */
function onlyLine({ file, line }: Position): Pick<Facts, "changed"> {
  return { changed: [new Map([[file, new Set([line])]])] };
}

describe("what check blames", () => {
  const unknownTable = (text: string): string => text.replaceAll(/table:tags$/gm, "table:labels");

  it("is an unknown table, once, with all the lines that name it", () => {
    const edits = {
      [TAGS]: unknownTable,
      [CHECKS]: (text: string): string => text.replace("row: { table: jobs,", "row: { table: labels,"),
    };
    assert.deepEqual(
      findings(edits).map(({ code, subject, also = [] }) => [code, subject, also.map(({ file }) => file)]),
      [["REFERENCE_UNKNOWN", "table:labels", [TAGS, CHECKS]]],
    );
  });

  it("is an unknown table with the nearest name, or with those there are", () => {
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
      it(`is an unknown table and no consequence of it: table:${typo} in ${where}`, () => {
        const edit = (text: string): string =>
          text.replaceAll(line, (found) => found.replace("table:tags", `table:${typo}`));
        assert.notEqual(edit(REAL_FILES[TAGS] ?? ""), REAL_FILES[TAGS]);
        assert.deepEqual(found({ [TAGS]: edit }), [`${TAGS} REFERENCE_UNKNOWN`]);
      });

  it("is nothing but the lines that name a table called as a property of every object", () => {
    const edit = (text: string): string => text.replaceAll(/table:tags$/gm, "table:constructor");
    assert.deepEqual(found({ [TAGS]: edit }), [`${TAGS} REFERENCE_UNKNOWN`]);
  });

  it("includes other files where a key of data.yaml is unknown", () => {
    const edit = (text: string): string => text.replace("  tags:\n", "  tags:\n    pupose: x\n");
    assert.deepEqual(found({ [DATA]: edit, [TAGS]: unknownTable }), [
      `${DATA} KEY_UNKNOWN`,
      `${TAGS} REFERENCE_UNKNOWN`,
    ]);
  });

  it("is the table whose form is wrong, and not the lines that name it", () => {
    assert.deepEqual(found({ [DATA]: (text) => text.replace("    hash: tagId\n", "    hash: tag id!\n") }), [
      `${DATA} VALUE_INVALID`,
    ]);
  });

  it("is the key __proto__, which would be lost", () => {
    assert.deepEqual(found({ [DATA]: (text) => text.replace("  tags:\n", "  __proto__:\n") }), [`${DATA} KEY_UNKNOWN`]);
  });

  const twice: Edits = { [TAGS]: (text) => text.replace("routes: [GET /tags]", "routes: [GET /tags, GET /users/me]") };

  it("is the new one of two equal routes, wherever it stands", () => {
    const lines = new Set(Array.from({ length: 200 }, (_unused, index) => index + 1));
    assert.deepEqual(
      [TAGS, USERS].map((file) => found(twice, { ...QUIET_FACTS, changed: [new Map([[file, lines]])] })),
      [[`${TAGS} ROUTE_TWICE`], [`${USERS} ROUTE_TWICE`]],
    );
  });

  const several = DEFECTS.map((defect) => {
    const [finding] = checkCatalog(parseCatalog(defect.files), defect.facts);
    return { defect, finding, also: finding?.also ?? [] };
  }).filter(({ also }) => also.length > 0);

  it("is one of several lines for every finding that is about several", () => {
    assert.deepEqual([...new Set(several.map(({ defect }) => defect.code))].sort(), SEVERAL_LINES);
  });

  for (const { defect, finding, also } of several) {
    // A new line with the name that other lines have is not the one in conflict.
    if (defect.code === "ROUTE_PARAMETER_NAMES") continue;
    it(`is the newest line of ${defect.what}`, () => {
      const newest = also.map((place) => {
        const [moved] = checkCatalog(parseCatalog(defect.files), { ...defect.facts, ...onlyLine(place) });
        return moved === undefined ? "" : `${moved.code} ${positionText(moved)}`;
      });
      assert.deepEqual(
        newest,
        also.map((place) => `${String(finding?.code)} ${positionText(place)}`),
      );
    });
  }

  it("stays accepted, whichever of two parameter names is the newer one", () => {
    const accounts = "catalog/services/accounts.yaml";
    const lines = (REAL_FILES[accounts] ?? "").split("\n");
    const routes = lines.flatMap((text, index) => (text.includes("/accounts/{") ? [index + 1] : []));
    const found = routes.map((line) =>
      checkCatalog(parseCatalog(REAL_FILES), { ...QUIET_FACTS, ...onlyLine({ file: accounts, line, column: 1 }) }),
    );
    assert.deepEqual(found.flat(), []);
  });
});
