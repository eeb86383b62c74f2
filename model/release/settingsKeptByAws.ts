import { parseTtl } from "../catalog/ttl";
import type { Catalog } from "../catalog/schema/catalog";

/**
 * Table settings that the next catalog removes but AWS keeps: the official provider treats a table without `ttl`, and one
 * without any index, as unchanged. Source: terraform-provider-aws, `internal/service/dynamodb/table.go`.
 * @param serving catalog of the live release
 * @returns one sentence per setting, with the remedy
 */
export function settingsKeptByAws(serving: Catalog, next: Catalog): readonly string[] {
  return Object.entries(next.data.tables).flatMap(([name, table]) => {
    const before = serving.data.tables[name];
    if (before === undefined) return [];
    const hadIndexes = Object.keys(before.indexes).length > 0;
    return [
      ...(before.ttl !== undefined && table.ttl === undefined ? keptTtl(name, before.ttl) : []),
      ...(hadIndexes && Object.keys(table.indexes).length === 0 ? [keptIndex(name)] : []),
    ];
  });
}

function keptTtl(table: string, ttl: string): readonly string[] {
  const { attribute, enabled } = parseTtl(ttl);
  if (!enabled) return [];
  return [
    `table:${table} keeps its TTL on AWS, although the catalog no longer has it. To disable it, write \`ttl: ${attribute} off\`.`,
  ];
}

function keptIndex(table: string): string {
  return `table:${table} keeps its last indexes on AWS, although the catalog no longer has any. Delete them in the AWS console or CLI.`;
}
