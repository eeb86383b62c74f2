import type { CheckRow } from "../../../model/catalog/schema/checks";
import type { Table } from "../../../model/catalog/schema/catalog";
import { NAMES } from "../../../model/names";
import { clientConfig } from "../../aws/target";
import { CLEANUP_TIMEOUT_MS } from "./cleanup";
import type { Subject } from "../subject";
import type { CleanupTracker } from "./cleanupTracker";
import { fill, isFillable, variableNames, type Variables } from "../requests/variables";
import { ownValue } from "../../../model/ownValue";

/** A query of a table, or of one of its indexes, by one attribute. */
interface KeyQuery {
  readonly index?: string;
  /** Attribute in the catalog's notation: `userId` or `created number`. */
  readonly hash: string;
  readonly value: string;
}

/**
 * Finds the keys of rows that no response contained, because the run was killed or the response was lost. Rows are found by
 * a part of their key, or by an index on a known variable, such as `email`; values of one row help to find the next.
 */
export async function findRowKeys(subject: Subject, rows: readonly CheckRow[], tracker: CleanupTracker): Promise<void> {
  const unknown = rows.filter(({ key }) => !isKnown(key, tracker.variables));
  for (const row of unknown) {
    const table = ownValue(subject.release.catalog.data.tables, row.table);
    const query = table === undefined ? null : keyQuery(table, row, tracker.variables);
    const item = query === null ? null : await firstItem(subject, row, query).catch(() => null);
    if (item === null || !saveKey(row, item, tracker)) continue;
    await findRowKeys(subject, rows, tracker);
    return;
  }
}

function isKnown(key: CheckRow["key"], variables: Variables): boolean {
  return Object.values(key).every((text) => isFillable(text, variables));
}

/** @returns null where no known variable identifies the row */
function keyQuery(table: Table, { key }: CheckRow, variables: Variables): KeyQuery | null {
  const known = (hash: string): string | undefined => {
    const attribute = attributeOf(hash);
    const text = key[attribute] ?? `{{${attribute}}}`;
    return isFillable(text, variables) ? fill(text, variables) : undefined;
  };
  const tableKey = known(table.hash);
  if (tableKey !== undefined) return { hash: table.hash, value: tableKey };
  for (const [index, { hash }] of Object.entries(table.indexes)) {
    const value = known(hash);
    if (value !== undefined) return { index, hash, value };
  }
  return null;
}

type Item = Readonly<Record<string, { readonly S?: string | undefined; readonly N?: string | undefined }>>;

async function firstItem({ target, stage }: Subject, row: CheckRow, query: KeyQuery): Promise<Item | null> {
  const { DynamoDBClient, QueryCommand } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(clientConfig(target));
  const isNumber = query.hash.endsWith(" number");
  const { Items: [item] = [] } = await client.send(
    new QueryCommand({
      TableName: NAMES.table.of(stage, row.table),
      ...(query.index === undefined ? {} : { IndexName: query.index }),
      KeyConditionExpression: "#hash = :value",
      ExpressionAttributeNames: { "#hash": attributeOf(query.hash) },
      ExpressionAttributeValues: { ":value": isNumber ? { N: query.value } : { S: query.value } },
      Limit: 1,
    }),
    { abortSignal: AbortSignal.timeout(CLEANUP_TIMEOUT_MS) },
  );
  return item ?? null;
}

/** @returns whether a variable became known */
function saveKey({ key }: CheckRow, item: Item, { variables }: CleanupTracker): boolean {
  const before = variables.size;
  for (const [attribute, text] of Object.entries(key)) {
    const [name] = variableNames(text);
    const value = item[attribute]?.S ?? item[attribute]?.N;
    if (name !== undefined && text === `{{${name}}}` && !variables.has(name) && value !== undefined)
      variables.set(name, value);
  }
  return variables.size > before;
}

function attributeOf(written: string): string {
  return written.replace(/ number$/, "");
}
