import { nearestName } from "../../../../nearestName";
import type { Finding } from "../../../finding";
import type { Catalog } from "../../../schema/catalog";
import { handlerPath, serviceCalls, type ServiceCall } from "../../facts/functionFacts";
import type { Rule, RuleContext } from "../../rule";
import { ownValue } from "../../../../ownValue";

/** Handlers query existing indexes and use the keys of their tables. */
export const indexes: Rule = (catalog, context) =>
  serviceCalls(catalog, context.source).flatMap((made) => [
    ...unknownIndex(catalog, context, made),
    ...unknownKey(catalog, context, made),
  ]);

function unknownIndex(catalog: Catalog, context: RuleContext, { fn, call, tables }: ServiceCall): readonly Finding[] {
  const { index, at } = call;
  if (index === "") return [];
  const candidates = tables ?? Object.keys(catalog.data.tables);
  const existing = candidates.flatMap((name) => Object.keys(ownValue(catalog.data.tables, name)?.indexes ?? {}));
  if (existing.includes(index)) return [];
  const where =
    tables === null ? "no table has it" : `${tableList(tables)} ${tables.length > 1 ? "have" : "has"} no such index`;
  const close = index.length > 64 ? null : nearestName(index, existing);
  return [
    context.report(handlerPath(fn), {
      code: "INDEX_UNKNOWN",
      subject: `${fn.service.service} ${index}`,
      reason: `${at} queries the index ${index}: ${where}`,
      remedy: `${close === null ? "" : `Did you mean ${close}? Otherwise add`}${close === null ? "Add" : ""} the index to the table in catalog/data.yaml.`,
      severity: "error",
    }),
  ];
}

function unknownKey(catalog: Catalog, context: RuleContext, { fn, call, tables }: ServiceCall): readonly Finding[] {
  const { key, at } = call;
  if (key.length === 0 || tables === null) return [];
  const keys = tables.map((name) => keyOf(catalog, name));
  if (keys.some((attributes) => sameAttributes(attributes, key))) return [];
  return [
    context.report(
      handlerPath(fn),
      {
        code: "TABLE_KEY",
        subject: `${fn.service.service} ${tables.join(",")} ${key.join(",")}`,
        reason: `${at} uses ${key.join(" and ")} as key of ${tableList(tables)}; the key is ${keys.map((one) => one.join(" and ")).join(", or ")}`,
        remedy: "Set the variable to the right table, or change the key in the table or in the handler.",
        severity: "error",
      },
      tables.map((name) => ["data", "tables", name, "hash"]),
    ),
  ];
}

function keyOf(catalog: Catalog, name: string): readonly string[] {
  const table = ownValue(catalog.data.tables, name);
  return [table?.hash, table?.range].flatMap((text) => (text === undefined ? [] : [text.split(" ")[0] ?? ""]));
}

function sameAttributes(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}

function tableList(tables: readonly string[]): string {
  return tables.map((name) => `table:${name}`).join(" and ");
}
