import { parseTtl } from "../../../ttl";
import { AWS_LIMITS, severityOf } from "../../../../limits/awsLimits";
import type { Finding } from "../../../finding";
import type { Table } from "../../../schema/catalog";
import type { Path, Rule, RuleContext } from "../../rule";

const MAX_INDEXES = AWS_LIMITS.tableIndexes.max;

/** Keys and indexes of tables are valid and useful. */
export const tables: Rule = (catalog, context) =>
  Object.entries(catalog.data.tables).flatMap(([name, table]) => {
    const at = ["data", "tables", name];
    return [
      ...sameKeys(context, at, name, table),
      ...keyTypes(context, at, name, table),
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
  const keySets = [
    { path: at, subject: `table:${name}`, keys: table },
    ...Object.entries(table.indexes).map(([index, keys]) => ({
      path: [...at, "indexes", index],
      subject: `table:${name} ${index}`,
      keys,
    })),
  ];
  return keySets.flatMap(({ path, subject, keys }) => {
    const [hash, range] = keysOf(path, keys);
    if (hash === undefined || hash.attribute !== range?.attribute) return [];
    return [
      error(
        context,
        range.at,
        {
          code: "KEYS_SAME",
          subject,
          reason: `"${range.attribute}" is both partition key and sort key of ${subject}`,
          remedy: "Use another attribute, or remove the sort key.",
        },
        [hash.at],
      ),
    ];
  });
}

/** A key attribute has one type everywhere, and a TTL attribute is a number. */
function keyTypes(context: RuleContext, at: Path, name: string, table: Table): readonly Finding[] {
  const first = new Map<string, Key>();
  const keys = context.oldestFirst([
    ...keysOf(at, table),
    ...Object.entries(table.indexes).flatMap(([index, spec]) => keysOf([...at, "indexes", index], spec)),
  ]);
  const typeConflicts = keys.flatMap((key) => {
    const { at: where, attribute, type } = key;
    const known = first.get(attribute) ?? key;
    first.set(attribute, known);
    if (known.type === type) return [];
    const reason = `"${attribute}" of table ${name} is a ${type} here and a ${known.type} elsewhere`;
    const remedy = "Use one type for the attribute.";
    const finding = { code: "KEY_TYPES", subject: `table:${name} ${attribute}`, reason, remedy };
    return [error(context, where, finding, [known.at])];
  });
  const expiry = table.ttl === undefined ? undefined : parseTtl(table.ttl).attribute;
  const key = expiry === undefined ? undefined : first.get(expiry);
  if (expiry === undefined || key?.type !== "string") return typeConflicts;
  const reason = `the TTL attribute "${expiry}" of table ${name} is a string key; DynamoDB requires a number`;
  const remedy = `Write the key as "${expiry} number", or use another attribute.`;
  const finding = { code: "TTL_TYPE", subject: `table:${name}`, reason, remedy };
  return [...typeConflicts, error(context, [...at, "ttl"], finding, [key.at])];
}

function repeatedIndexes(context: RuleContext, at: Path, name: string, table: Table): readonly Finding[] {
  const itself = { at: [...at, "hash"], index: "the table itself", keys: keyText(table) };
  const indexes = Object.entries(table.indexes).map(([index, keys]) => ({
    at: [...at, "indexes", index],
    index,
    keys: keyText(keys),
  }));
  const first = new Map<string, typeof itself>([[itself.keys, itself]]);
  return context.oldestFirst(indexes).flatMap((one) => {
    const known = first.get(one.keys);
    if (known === undefined) {
      first.set(one.keys, one);
      return [];
    }
    const subject = `table:${name} ${one.index}`;
    const reason = `${one.index} of table ${name} has the keys of ${known.index}`;
    const finding = { code: "INDEX_REPEATED", subject, reason, remedy: "Remove it." };
    return [error(context, one.at, finding, [known.at])];
  });
}

function keyText(keys: { readonly hash: string; readonly range?: string | undefined }): string {
  return `${keys.hash}/${keys.range ?? ""}`;
}

function tooManyIndexes(context: RuleContext, at: Path, name: string, table: Table): readonly Finding[] {
  const count = Object.keys(table.indexes).length;
  if (count <= MAX_INDEXES) return [];
  const reason = `table ${name} has ${String(count)} indexes; DynamoDB allows ${String(MAX_INDEXES)}`;
  const remedy = "Remove indexes that no query uses, or request a higher quota and suppress this.";
  const severity = severityOf(AWS_LIMITS.tableIndexes);
  const found = { code: "INDEXES_TOO_MANY", subject: `table:${name}`, reason, remedy, severity };
  return [context.report([...at, "indexes"], found)];
}

function error(
  context: RuleContext,
  at: Path,
  finding: Pick<Finding, "code" | "subject" | "reason" | "remedy">,
  others: readonly Path[] = [],
): Finding {
  return context.report(at, { ...finding, severity: "error" }, others);
}
