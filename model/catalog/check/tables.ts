import { expiryOf } from "../expiry";
import { AWS_LIMITS, severityOf } from "../../limits/awsLimits";
import type { Finding } from "../finding";
import type { Table } from "../schema";
import type { Path, Rule, RuleContext } from "./rule";

const MOST_INDEXES = AWS_LIMITS.tableIndexes.max;

/** Keys and indexes that DynamoDB takes, and that are worth having. */
export const tables: Rule = (catalog, context) =>
  Object.entries(catalog.data.tables).flatMap(([name, table]) => {
    const at = ["data", "tables", name];
    return [
      ...sameKeys(context, at, name, table),
      ...types(context, at, name, table),
      ...repeatedIndexes(context, at, name, table),
      ...tooManyIndexes(context, at, name, table),
    ];
  });

interface Key {
  readonly at: Path;
  readonly attribute: string;
  readonly type: "string" | "number";
}

function keysOf(at: Path, keys: { readonly hash: string; readonly range?: string | undefined }): readonly Key[] {
  const written = [
    { part: "hash", text: keys.hash },
    { part: "range", text: keys.range },
  ];
  return written.flatMap(({ part, text }): readonly Key[] => {
    if (text === undefined) return [];
    const [attribute = "", type] = text.split(" ");
    return [{ at: [...at, part], attribute, type: type === "number" ? "number" : "string" }];
  });
}

function sameKeys(context: RuleContext, at: Path, name: string, table: Table): readonly Finding[] {
  const places = [
    { path: at, subject: `table:${name}`, keys: table },
    ...Object.entries(table.indexes).map(([index, keys]) => ({
      path: [...at, "indexes", index],
      subject: `table:${name} ${index}`,
      keys,
    })),
  ];
  return places.flatMap(({ path, subject, keys }) => {
    const [hash, range] = keysOf(path, keys);
    if (range === undefined || hash?.attribute !== range.attribute) return [];
    return [
      error(context, range.at, {
        code: "KEYS_SAME",
        subject,
        reason: `"${range.attribute}" is both keys of ${subject}`,
        remedy: "Name another attribute, or leave the sort key out.",
      }),
    ];
  });
}

/** An attribute has one type, wherever it is a key; DynamoDB expires by numbers only. */
function types(context: RuleContext, at: Path, name: string, table: Table): readonly Finding[] {
  const first = new Map<string, Key["type"]>();
  const keys = [
    ...keysOf(at, table),
    ...Object.entries(table.indexes).flatMap(([index, spec]) => keysOf([...at, "indexes", index], spec)),
  ];
  const clashes = keys.flatMap(({ at: where, attribute, type }) => {
    const known = first.get(attribute) ?? type;
    first.set(attribute, known);
    if (known === type) return [];
    const reason = `"${attribute}" of table ${name} is a ${type} here and a ${known} elsewhere`;
    const remedy = "Give the attribute one type.";
    return [error(context, where, { code: "KEY_TYPES", subject: `table:${name} ${attribute}`, reason, remedy })];
  });
  const expiry = table.ttl === undefined ? undefined : expiryOf(table.ttl).attribute;
  if (expiry === undefined || first.get(expiry) !== "string") return clashes;
  const reason = `table ${name} expires by "${expiry}", which is a string key: DynamoDB expires by numbers only`;
  const remedy = `Write the key as "${expiry} number", or name another attribute.`;
  return [...clashes, error(context, [...at, "ttl"], { code: "TTL_TYPE", subject: `table:${name}`, reason, remedy })];
}

function repeatedIndexes(context: RuleContext, at: Path, name: string, table: Table): readonly Finding[] {
  const first = new Map([[keyText(table), "the table itself"]]);
  return Object.entries(table.indexes).flatMap(([index, keys]) => {
    const known = first.get(keyText(keys));
    if (known === undefined) {
      first.set(keyText(keys), index);
      return [];
    }
    const subject = `table:${name} ${index}`;
    const reason = `${index} of table ${name} has the keys of ${known}`;
    return [
      error(context, [...at, "indexes", index], { code: "INDEX_REPEATED", subject, reason, remedy: "Take it out." }),
    ];
  });
}

function keyText(keys: { readonly hash: string; readonly range?: string | undefined }): string {
  return `${keys.hash}/${keys.range ?? ""}`;
}

function tooManyIndexes(context: RuleContext, at: Path, name: string, table: Table): readonly Finding[] {
  const count = Object.keys(table.indexes).length;
  if (count <= MOST_INDEXES) return [];
  const reason = `table ${name} has ${String(count)} indexes; DynamoDB takes ${String(MOST_INDEXES)}`;
  const remedy = "Remove indexes that no query uses, or request a higher quota and accept this.";
  const severity = severityOf(AWS_LIMITS.tableIndexes);
  const found = { code: "INDEXES_TOO_MANY", subject: `table:${name}`, reason, remedy, severity };
  return [context.find([...at, "indexes"], found)];
}

function error(
  context: RuleContext,
  at: Path,
  finding: Omit<Finding, "file" | "line" | "column" | "severity">,
): Finding {
  return context.find(at, { ...finding, severity: "error" });
}
