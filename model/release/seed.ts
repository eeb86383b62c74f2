import type { Catalog, Table } from "../catalog/schema/catalog";
import type { SeedRow } from "../catalog/schema/seeds";
import type { StageName } from "../stage/name";
import { ownValue } from "../ownValue";

/** A row that is written once per stage. */
export interface Seed {
  /** Table and key of the row, as in release records: `platforms/github`, `user-accounts/u1/a1`. */
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

/** The key attributes of a table. */
export function keyOf({ hash, range }: Table): readonly KeyAttribute[] {
  return [hash, ...(range === undefined ? [] : [range])].map(keyAttribute);
}

/** All seed rows of a catalog for a stage, except those of unknown tables. */
export function seedsOf({ seeds, data }: Catalog, stage: StageName): readonly Seed[] {
  return Object.entries(seeds).flatMap(([table, { rows, stages }]) => {
    const spec = ownValue(data.tables, table);
    if (spec === undefined || stages?.includes(stage) === false) return [];
    return rows.map((row) => ({ id: seedId(table, spec, row), table, row }));
  });
}

/** Slashes in keys are escaped, so ids are unique. */
export function seedId(table: string, spec: Table, row: SeedRow): string {
  return [table, ...keyOf(spec).map(({ name }) => encodeURIComponent(keyText(row[name])))].join("/");
}

/** Key attributes are strings and numbers; the catalog check rejects others. */
function keyText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** Seed rows that have not been written on a stage. @param seeded ids of those that have */
export function pendingSeeds(catalog: Catalog, stage: StageName, seeded: readonly string[]): readonly Seed[] {
  const done = new Set(seeded);
  return seedsOf(catalog, stage).filter(({ id }) => !done.has(id));
}

/** Ids except those of some tables. */
export function withoutTables(seeded: readonly string[], tables: readonly string[]): readonly string[] {
  return seeded.filter((id) => !tables.includes(id.slice(0, id.indexOf("/"))));
}
