import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { canonicalItem, itemOfLine, lineOf, type Item } from "../../model/backup/canonicalItem";
import type { MergeCounts } from "../../model/backup/merge";
import type { TableCopy } from "../../model/backup/set";
import { NAMES } from "../../model/names";
import { calling } from "../aws/errors";
import { readLines } from "../backup/store/files";
import type { SetStore } from "../backup/store/setStore";
import { PartWriter } from "../backup/ways/partWriter";
import { LatencyWindow, ThrottleWindow } from "../restore/adaptiveWindow";
import { BatchWriter } from "../restore/batchWriter";
import { sdkItem } from "../restore/itemValue";
import { mappedItem } from "../restore/loadTables";
import { SCAN_SEGMENTS, scanItems } from "../restore/scanItems";
import type { FailbackTask } from "./failbackTask";
import { ItemIndex } from "./itemIndex";
import { mergeTable, type MergedTable, type Texts } from "./mergeTable";

/** Prefix of the items that a failback overwrites, in the backups bucket of the recovery region. */
export function conflictsPrefix({ record }: Pick<FailbackTask, "record">): string {
  return `failbacks/${record.stage}/${String(record.id)}/`;
}

/**
 * Merges one table of the source.
 * @param folder private; files of the index are in it meanwhile
 * @param run tells the conflicts of several runs apart
 */
export async function mergeStageTable(
  task: FailbackTask,
  client: DynamoDBClient,
  table: TableCopy,
  { folder, run }: { readonly folder: string; readonly run: number },
): Promise<MergeCounts> {
  const { failover, base, theirStore, mapping, signal } = task;
  const { target, stage } = failover.source;
  const TableName = NAMES.table.of(stage, table.name);
  const windows = { table: new ThrottleWindow(), all: new LatencyWindow() };
  const writer = new BatchWriter(client, TableName, windows, signal, () => undefined);
  const conflicts = new PartWriter(failover.store, `${conflictsPrefix(task)}${table.name}-${String(run)}-`);
  const before = base.tables.find(({ name }) => name === table.name);
  const merged: MergedTable = {
    keys: table.keys.map(({ name }) => name),
    // AWS's own backups have no files. A table that the set does not have is new on both sides.
    base: before === undefined || before.native !== null ? null : textsOf(failover.store, before),
    theirs: () => mappedTexts(textsOf(theirStore, table), mapping),
    ours: () => scannedTexts(client, TableName, signal),
    readOurs: (keys) => readItems(client, TableName, keys),
    saveConflicts: (items) => conflicts.write(items.map((item) => lineOf(canonicalItem(item))).join("")),
    finishConflicts: () => conflicts.end(),
    put: (text) => writer.put(sdkItem(JSON.parse(text) as Item), text.length),
    delete: (key) => writer.delete(sdkItem(key)),
    finish: () => writer.finish(),
  };
  const own = join(folder, table.name);
  await mkdir(own, { mode: 0o700 });
  const index = new ItemIndex(own, Math.max(table.items ?? 0, before?.items ?? 0));
  try {
    return await calling(target, `merging ${TableName}`, () => mergeTable(merged, index));
  } finally {
    await index.remove();
  }
}

async function* textsOf(store: SetStore, { files }: TableCopy): AsyncGenerator<string> {
  for (const file of files) for await (const line of readLines(store, file)) yield canonicalItem(itemOfLine(line));
}

async function* mappedTexts(texts: Texts, mapping: FailbackTask["mapping"]): AsyncGenerator<string> {
  for await (const text of texts) yield mappedItem(text, mapping).text;
}

async function* scannedTexts(client: DynamoDBClient, table: string, signal: AbortSignal): AsyncGenerator<string> {
  for (let segment = 0; segment < SCAN_SEGMENTS; segment += 1)
    for await (const item of scanItems(client, table, segment, signal)) yield canonicalItem(item);
}

/** At most 100 keys, of which DynamoDB may leave some for another call. */
async function readItems(client: DynamoDBClient, table: string, keys: readonly Item[]): Promise<readonly Item[]> {
  const { BatchGetItemCommand } = await import("@aws-sdk/client-dynamodb");
  const found: Item[] = [];
  let wanted = keys.map(sdkItem);
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: true } } }),
    );
    found.push(...((Responses?.[table] ?? []) as unknown as readonly Item[]));
    wanted = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}
