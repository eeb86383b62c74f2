import { strict as assert } from "node:assert";
import type { Catalog } from "../../../../model/catalog/schema/catalog";
import { settingsKeptByAws } from "../../../../model/release/settingsKeptByAws";
import { smallCatalog } from "../../../support/release";

type Table = Catalog["data"]["tables"][string];

const INDEX: Table["indexes"] = { byOwner: { hash: "owner" } as Table["indexes"][string] };

/** A catalog with one table. */
function withTable(change: Pick<Table, "indexes"> & { readonly ttl?: string }): Catalog {
  const { data, ...rest } = smallCatalog();
  const users = data.tables["users"];
  if (users === undefined) throw new TypeError("no users");
  const { ttl: _ttl, ...table } = users;
  return { ...rest, data: { ...data, tables: { users: { ...table, ...change } } } };
}

describe("what AWS keeps of a table", () => {
  const ROWS: readonly (readonly [what: string, before: Catalog, after: Catalog, kept: number])[] = [
    ["its TTL", withTable({ indexes: {}, ttl: "ttl" }), withTable({ indexes: {} }), 1],
    ["its last index", withTable({ indexes: INDEX }), withTable({ indexes: {} }), 1],
    [
      "nothing where TTL is turned off",
      withTable({ indexes: {}, ttl: "ttl" }),
      withTable({ indexes: {}, ttl: "ttl off" }),
      0,
    ],
    [
      "nothing where another index stays",
      withTable({ indexes: { ...INDEX, ...{ byDate: INDEX["byOwner"] } } as Table["indexes"] }),
      withTable({ indexes: INDEX }),
      0,
    ],
    ["nothing where TTL was off", withTable({ indexes: {}, ttl: "ttl off" }), withTable({ indexes: {} }), 0],
    ["nothing where neither had one", withTable({ indexes: {} }), withTable({ indexes: {} }), 0],
  ];
  for (const [what, before, after, kept] of ROWS) {
    it(`is ${what}`, () => {
      assert.equal(settingsKeptByAws(before, after).length, kept);
    });
  }

  it("includes how to disable TTL", () => {
    const [line] = settingsKeptByAws(withTable({ indexes: {}, ttl: "ttl" }), withTable({ indexes: {} }));
    assert.match(line ?? "", /`ttl: ttl off`/);
  });
});
