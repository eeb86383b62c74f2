import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { canonicalItem, itemOfLine, type Item } from "../../model/backup/canonicalItem";
import { ItemDigest } from "../../model/backup/itemDigest";
import type { RestoredPart } from "../../model/backup/restoreProgress";
import type { FileRef, TableCopy } from "../../model/backup/set";
import { withMappedUsers } from "../../model/backup/userMapping";
import { NAMES } from "../../model/names";
import { calling } from "../aws/errors";
import { inParallel } from "../aws/parallel";
import { clientConfig } from "../aws/target";
import { readLines } from "../backup/store/files";
import { LatencyWindow, ThrottleWindow } from "./adaptiveWindow";
import { BatchWriter, type WriteWindows } from "./batchWriter";
import { ttlAttributeOf, type ItemRestore } from "./dataRestore";
import { expiresBefore, sdkItem } from "./itemValue";

/** Files that are read at once: each is in memory, compressed. */
const PARALLEL_FILES = 8;

/**
 * Writes the items of every file that is not finished. A file that was interrupted is written again: the same items have the same
 * keys.
 * @param finished parts of an earlier run
 * @returns all parts
 * @throws DeployError AWS, SET_ALTERED
 */
export async function loadTables(
  restore: ItemRestore,
  finished: readonly RestoredPart[],
): Promise<readonly RestoredPart[]> {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { target, stage, set, progress, meter } = restore;
  const client = new DynamoDBClient(clientConfig(target));
  const parts = new Map(finished.map((part) => [part.part, part]));
  const total = set.tables.reduce((sum, { items }) => sum + (items ?? 0), 0);
  const before = [...parts.values()].reduce((sum, { items }) => sum + items, 0);
  meter.begin("Restoring items", "item", total, before);
  try {
    await inParallel(tasksOf(set.tables), PARALLEL_FILES, async ({ table, file, windows }) => {
      if (parts.has(file.key)) return;
      const loaded = new LoadedTable(client, NAMES.table.of(stage, table.name), windows);
      const part = await calling(target, `writing items of ${loaded.name}`, () =>
        loadFile(restore, table, file, loaded),
      );
      parts.set(file.key, part);
      await progress.add("parts", part);
    });
  } finally {
    await progress.flush();
    client.destroy();
  }
  meter.end();
  return [...parts.values()];
}

interface Task {
  readonly table: TableCopy;
  readonly file: FileRef;
  readonly windows: WriteWindows;
}

/** A file of each table in turn, so that the writes spread over tables. */
function tasksOf(tables: readonly TableCopy[]): readonly Task[] {
  const all = new LatencyWindow();
  const windowsOf = new Map(tables.map((table) => [table, { table: new ThrottleWindow(), all }]));
  const longest = Math.max(0, ...tables.map(({ files }) => files.length));
  return Array.from({ length: longest }).flatMap((_, index) =>
    tables.flatMap((table) => {
      const [file, windows] = [table.files[index], windowsOf.get(table)];
      return file === undefined || windows === undefined ? [] : [{ table, file, windows }];
    }),
  );
}

class LoadedTable {
  constructor(
    readonly client: DynamoDBClient,
    readonly name: string,
    readonly windows: WriteWindows,
  ) {}
}

async function loadFile(
  { store, catalog, mapping, expiry, meter, signal }: ItemRestore,
  table: TableCopy,
  file: FileRef,
  { client, name, windows }: LoadedTable,
): Promise<RestoredPart> {
  const ttl = ttlAttributeOf(catalog, table.name);
  const writer = new BatchWriter(client, name, windows, signal, (items) => {
    meter.add(items);
  });
  const [source, lasting] = [new ItemDigest(), new ItemDigest()];
  for await (const line of readLines(store, file)) {
    const original = canonicalItem(itemOfLine(line));
    source.add(original);
    const { item, text } = mappedItem(original, mapping);
    if (!expiresBefore(item, ttl, expiry)) lasting.add(text);
    await writer.put(sdkItem(item), text.length);
  }
  await writer.finish();
  return {
    part: file.key,
    items: source.items,
    source: source.hex(),
    lasting: lasting.items,
    digest: lasting.hex(),
  };
}

/** An item with the new ids of users, and its canonical text. @param original canonical text */
export function mappedItem(
  original: string,
  mapping: ItemRestore["mapping"],
): { readonly item: Item; readonly text: string } {
  const mapped = withMappedUsers(original, mapping);
  const item = JSON.parse(mapped) as Item;
  // Sets and names of attributes are sorted, and may have another order now.
  return { item, text: mapped === original ? original : canonicalItem(item) };
}
