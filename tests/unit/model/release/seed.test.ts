import { strict as assert } from "node:assert";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import { pendingSeeds, seedsOf, withoutTables } from "../../../../model/release/seed";
import { smallCatalog } from "../../../support/release";

const small = smallCatalog();
const CATALOG: Catalog = catalogSchema.parse({
  ...small,
  data: {
    ...small.data,
    tables: { ...small.data.tables, plans: { purpose: "Plans", hash: "name", range: "since number" } },
  },
  seeds: {
    users: { stages: ["dev"], rows: [{ userId: "u1", email: "a@example.com" }] },
    plans: {
      rows: [
        { name: "basic/eu", since: 2026, limits: { sources: 3 } },
        { name: "pro", since: 2026 },
      ],
    },
    gone: { rows: [{ id: "x" }] },
  },
});
const idsOn = (stage: "dev" | "production"): readonly string[] => seedsOf(CATALOG, stage).map(({ id }) => id);

describe("the seeds of a catalog", () => {
  it("are named by table and key, of tables that there are", () => {
    assert.deepEqual(idsOn("dev"), ["users/u1", "plans/basic%2Feu/2026", "plans/pro/2026"]);
  });

  it("are those that a stage gets", () => {
    assert.deepEqual(idsOn("production"), ["plans/basic%2Feu/2026", "plans/pro/2026"]);
  });

  it("are pending until they were written on the stage", () => {
    const pending = pendingSeeds(CATALOG, "dev", ["users/u1", "plans/pro/2026", "plans/old/2020"]);
    assert.deepEqual(pending, [
      { id: "plans/basic%2Feu/2026", table: "plans", row: { name: "basic/eu", since: 2026, limits: { sources: 3 } } },
    ]);
  });

  it("are pending again where their table is created anew", () => {
    assert.deepEqual(withoutTables(["users/u1", "plans/pro/2026"], ["plans"]), ["users/u1"]);
  });
});
