import { strict as assert } from "node:assert";
import { checkCatalog } from "../../../../../model/catalog/check/check";
import type { Facts } from "../../../../../model/catalog/check/rule";
import { parseCatalog } from "../../../../../model/catalog/parse";
import { QUIET_FACTS, REAL_FILES } from "../realCatalog";

const TAGS = "catalog/services/tags.yaml";
const USERS = "catalog/services/users.yaml";
const DATA = "catalog/data.yaml";

type Edits = Readonly<Record<string, (text: string) => string>>;

/** `file code` of everything that is found after edits. */
function found(edits: Edits, facts: Facts = QUIET_FACTS): readonly string[] {
  const files = Object.fromEntries(
    Object.entries(REAL_FILES).map(([name, text]) => [name, edits[name]?.(text) ?? text]),
  );
  return checkCatalog(parseCatalog(files), facts).map(({ file, code }) => `${file} ${code}`);
}

describe("what check blames", () => {
  const unknownTable = (text: string): string => text.replaceAll(/table:tags$/gm, "table:labels");

  it("is nothing but the lines that name an unknown table", () => {
    assert.deepEqual(found({ [TAGS]: unknownTable }), [`${TAGS} REFERENCE_UNKNOWN`, `${TAGS} REFERENCE_UNKNOWN`]);
  });

  it("is nothing but the lines that name a table called as a property of every object", () => {
    const edit = (text: string): string => text.replaceAll(/table:tags$/gm, "table:constructor");
    assert.deepEqual(found({ [TAGS]: edit }), [`${TAGS} REFERENCE_UNKNOWN`, `${TAGS} REFERENCE_UNKNOWN`]);
  });

  it("includes other files where a key of data.yaml is unknown", () => {
    const edit = (text: string): string => text.replace("  tags:\n", "  tags:\n    pupose: x\n");
    assert.deepEqual(found({ [DATA]: edit, [TAGS]: unknownTable }), [
      `${DATA} KEY_UNKNOWN`,
      `${TAGS} REFERENCE_UNKNOWN`,
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
      [TAGS, USERS].map((file) => found(twice, { ...QUIET_FACTS, changed: new Map([[file, lines]]) })),
      [[`${TAGS} ROUTE_TWICE`], [`${USERS} ROUTE_TWICE`]],
    );
  });
});
