import type { CheckRow } from "../../../model/catalog/schema/checks";
import type { Table } from "../../../model/catalog/schema/catalog";
import { NAMES } from "../../../model/names";
import { clientConfig } from "../../aws/target";
import { LIMIT } from "./cleanup";
import type { Subject } from "../subject";
import type { Trail } from "./cleanupTracker";
import { fill, isFillable, namesIn, type Variables } from "../requests/variables";
import { ownValue } from "../../../model/ownValue";

/** What is asked for: items of a table, or of one of its indexes, by one attribute. */
export interface KeyQuery {
  readonly index?: string;
  /** Attribute, as the catalog writes it: `userId` or `created number`. */
  readonly hash: string;
  readonly value: string;
}

/**
 * Finds the keys of rows whose name no answer gave: a run was killed, or an answer lost, after the backend wrote them.
 * Rows are found by a part of their key, or by an index on a variable that is known, such as `email`; what one row tells
 * is used for the next.
 */
export async function learnKeys(subject: Subject, rows: readonly CheckRow[], trail: Trail): Promise<void> {
  const unknown = rows.filter(({ key }) => !isKnown(key, trail.variables));
  for (const row of unknown) {
    const table = ownValue(subject.release.catalog.data.tables, row.table);
    const query = table === undefined ? null : keyQuery(table, row, trail.variables);
    const item = query === null ? null : await firstItem(subject, row, query).catch(() => null);
    if (item === null || !learn(row, item, trail)) continue;
    await learnKeys(subject, rows, trail);
    return;
  }
}

function isKnown(key: CheckRow["key"], variables: Variables): boolean {
  return Object.values(key).every((text) => isFillable(text, variables));
}

/** @returns null where nothing that is known leads to the row */
export function keyQuery(table: Table, { key }: CheckRow, variables: Variables): KeyQuery | null {
  const known = (hash: string): string | undefined => {
    const attribute = attributeOf(hash);
    const text = key[attribute] ?? `{{${attribute}}}`;
    return isFillable(text, variables) ? fill(text, variables) : undefined;
  };
  const whole = known(table.hash);
  if (whole !== undefined) return { hash: table.hash, value: whole };
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
    { abortSignal: AbortSignal.timeout(LIMIT) },
  );
  return item ?? null;
}

/** @returns whether a variable became known */
function learn({ key }: CheckRow, item: Item, { variables }: Trail): boolean {
  const before = variables.size;
  for (const [attribute, text] of Object.entries(key)) {
    const [name] = namesIn(text);
    const value = item[attribute]?.S ?? item[attribute]?.N;
    if (name !== undefined && text === `{{${name}}}` && !variables.has(name) && value !== undefined)
      variables.set(name, value);
  }
  return variables.size > before;
}

function attributeOf(written: string): string {
  return written.replace(/ number$/, "");
}
