import type { Catalog, Table } from "../catalog/schema/catalog";
import type { SeedRow } from "../catalog/schema/seeds";
import type { StageName } from "../stage/name";
import { ownValue } from "../ownValue";

/** A row that a stage gets once. */
export interface Seed {
  /** `platforms/github`; `user-accounts/u1/a1`: the table and the row's key. What a release record notes. */
  readonly id: string;
  readonly table: string;
  readonly row: SeedRow;
}

/** A key attribute as the catalog writes it: `jobId`, or `startedAt number`. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: "string" | "number";
}

export function keyAttribute(text: string): KeyAttribute {
  const [name = "", type] = text.split(" ");
  return { name, type: type === "number" ? "number" : "string" };
}

/** The attributes of a table's own key. */
export function keyOf({ hash, range }: Table): readonly KeyAttribute[] {
  return [hash, ...(range === undefined ? [] : [range])].map(keyAttribute);
}

/** Every row of a catalog's seeds that a stage gets. Tables that the catalog does not have are left out. */
export function seedsOf({ seeds, data }: Catalog, stage: StageName): readonly Seed[] {
  return Object.entries(seeds).flatMap(([table, { rows, stages }]) => {
    const spec = ownValue(data.tables, table);
    if (spec === undefined || stages?.includes(stage) === false) return [];
    return rows.map((row) => ({ id: seedId(table, spec, row), table, row }));
  });
}

/** A slash inside a key is escaped, so that no two rows share an id. */
export function seedId(table: string, spec: Table, row: SeedRow): string {
  return [table, ...keyOf(spec).map(({ name }) => encodeURIComponent(keyText(row[name])))].join("/");
}

/** Key attributes are texts and numbers; anything else is one that the catalog check refuses. */
function keyText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** What is still to be written on a stage. @param seeded ids of what was written there */
export function pendingSeeds(catalog: Catalog, stage: StageName, seeded: readonly string[]): readonly Seed[] {
  const done = new Set(seeded);
  return seedsOf(catalog, stage).filter(({ id }) => !done.has(id));
}

/** Ids without those of some tables. */
export function withoutTables(seeded: readonly string[], tables: readonly string[]): readonly string[] {
  return seeded.filter((id) => !tables.includes(id.slice(0, id.indexOf("/"))));
}
