import { AWS_LIMITS } from "../../../../limits/awsLimits";
import { keyAttribute, keyOf, seedId, type KeyAttribute } from "../../../../release/seed";
import type { Finding } from "../../../finding";
import type { Catalog, Table } from "../../../schema/catalog";
import type { SeedRow } from "../../../schema/seeds";
import type { Path, Rule, RuleContext } from "../../rule";
import { unknownNameRemedy } from "../../unknownName";
import { ownValue } from "../../../../ownValue";

const MAX_ITEM_BYTES = AWS_LIMITS.tableItem.max;
const MAX_KEY_BYTES = { hash: AWS_LIMITS.tablePartitionKey.max, range: AWS_LIMITS.tableSortKey.max } as const;

/** Seed rows are valid for their table: DynamoDB would reject them in the middle of a deployment. */
export const seeds: Rule = (catalog, context) =>
  Object.entries(catalog.seeds).flatMap(([table, { rows }]) => {
    const spec = ownValue(catalog.data.tables, table);
    if (spec === undefined) return [unknownTable(catalog, context, table)];
    return [
      ...rows.flatMap((row, index) => rowFindings(context, ["seeds", table, "rows", index], table, spec, row)),
      ...duplicateRows(context, table, spec, rows),
    ];
  });

function unknownTable(catalog: Catalog, context: RuleContext, table: string): Finding {
  return context.report(["seeds", table], {
    code: "SEED_TABLE",
    subject: `table:${table}`,
    reason: `there is no table "${table}"`,
    remedy: unknownNameRemedy(table, Object.keys(catalog.data.tables)),
    severity: "error",
  });
}

function rowFindings(context: RuleContext, at: Path, table: string, spec: Table, row: SeedRow): readonly Finding[] {
  const find = (code: string, reason: string, remedy: string, others: readonly Path[] = []): Finding =>
    context.report(at, { code, subject: `table:${table}`, reason, remedy, severity: "error" }, others);
  const indexed = Object.values(spec.indexes).flatMap(({ hash, range }) => [
    hash,
    ...(range === undefined ? [] : [range]),
  ]);
  const problems = [
    ...keyOf(spec).flatMap((key, index) => keyProblem(key, row[key.name], index === 0 ? "hash" : "range")),
    // Items without an index's key attribute are allowed.
    ...indexed.map(keyAttribute).flatMap((key) => (row[key.name] === undefined ? [] : typeProblem(key, row[key.name]))),
  ];
  const numbers = unsafeNumbers(row);
  const size = Buffer.byteLength(JSON.stringify(row));
  return [
    ...[...new Set(problems)].map((reason) =>
      find(
        "SEED_KEY",
        `a row of ${table}: ${reason}`,
        "Write the complete key of the table, with the right types.",
        keyPaths(table, spec),
      ),
    ),
    ...numbers.map(({ name, value }) =>
      find(
        "SEED_NUMBER",
        `a row of ${table}: ${name} is ${String(value)}, and numbers beyond ${String(Number.MAX_SAFE_INTEGER)} lose digits`,
        "Write it as text, in quotes.",
      ),
    ),
    ...(size <= MAX_ITEM_BYTES
      ? []
      : [
          find(
            "SEED_SIZE",
            `a row of ${table} has about ${String(size)} bytes, and DynamoDB allows 400 KB`,
            "Store it in a bucket.",
          ),
        ]),
  ];
}

/** Paths of the keys of a table and of its indexes. */
function keyPaths(table: string, { range, indexes }: Table): readonly Path[] {
  const at = ["data", "tables", table];
  return [
    [...at, "hash"],
    ...(range === undefined ? [] : [[...at, "range"]]),
    ...Object.keys(indexes).map((index) => [...at, "indexes", index]),
  ];
}

/** Numbers that JavaScript cannot represent exactly; the AWS SDK rejects them. */
function unsafeNumbers(row: SeedRow): readonly { readonly name: string; readonly value: number }[] {
  const inside = (name: string, value: unknown): readonly { readonly name: string; readonly value: number }[] => {
    if (typeof value === "number") return Math.abs(value) > Number.MAX_SAFE_INTEGER ? [{ name, value }] : [];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => inside(name === "" ? key : `${name}.${key}`, inner));
  };
  return inside("", row);
}

function keyProblem(key: KeyAttribute, value: unknown, part: "hash" | "range"): readonly string[] {
  if (value === undefined) return [`it has no ${key.name}, which is part of the key`];
  const problems = typeProblem(key, value);
  if (problems.length > 0) return problems;
  const limit = MAX_KEY_BYTES[part];
  return Buffer.byteLength(JSON.stringify(value)) - 2 <= limit
    ? []
    : [`${key.name} has more than ${String(limit)} bytes`];
}

function typeProblem({ name, type }: KeyAttribute, value: unknown): readonly string[] {
  if (typeof value !== type) return [`${name} must be a ${type}, because it is a key`];
  return value === "" ? [`${name} is empty, and a key must not be`] : [];
}

function duplicateRows(context: RuleContext, table: string, spec: Table, rows: readonly SeedRow[]): readonly Finding[] {
  const ids = rows.map((row) => seedId(table, spec, row));
  return ids.flatMap((id, index) => {
    const first = ids.indexOf(id);
    if (first === index) return [];
    const finding = {
      code: "SEED_TWICE",
      subject: id,
      reason: `rows ${String(first + 1)} and ${String(index + 1)} of ${table} have the same key`,
      remedy: "Keep one.",
      severity: "error" as const,
    };
    return [context.report(["seeds", table, "rows", index], finding, [["seeds", table, "rows", first]])];
  });
}
