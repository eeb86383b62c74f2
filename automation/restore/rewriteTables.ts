import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { canonicalItem, type Item } from "../../model/backup/canonicalItem";
import { ItemDigest } from "../../model/backup/itemDigest";
import type { RestoredPart } from "../../model/backup/restoreProgress";
import type { TableCopy } from "../../model/backup/set";
import { NAMES } from "../../model/names";
import { calling } from "../aws/errors";
import { inParallel } from "../aws/parallel";
import { clientConfig } from "../aws/target";
import { LatencyWindow, ThrottleWindow } from "./adaptiveWindow";
import { BatchWriter } from "./batchWriter";
import { ttlAttributeOf, type ItemRestore } from "./dataRestore";
import { expiresBefore, sdkItem } from "./itemValue";
import { mappedItem } from "./loadTables";
import { SCAN_SEGMENTS, scanItems } from "./scanItems";

const PARALLEL_TABLES = 4;
/** Items of a segment that are written together. */
const CHANGES_AT_ONCE = 100;

/** Name of the part that is a whole table. */
export function tablePart({ name }: TableCopy): string {
  return `table:${name}`;
}

/**
 * Replaces the ids of users in tables that AWS has restored. Each table is read first, so that it is known what it must have afterwards:
 * a scan also returns items that are written while it runs.
 * @param finished tables that an earlier run has read, before it changed any item
 * @returns a part for each table
 */
export async function rewriteTables(
  restore: ItemRestore,
  finished: readonly RestoredPart[],
): Promise<readonly RestoredPart[]> {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { target, stage, set, mapping, meter, progress } = restore;
  const client = new DynamoDBClient(clientConfig(target));
  const parts = new Map(finished.map((part) => [part.part, part]));
  meter.begin("Reading restored items", "item", null);
  await inParallel(set.tables, PARALLEL_TABLES, async (table) => {
    if (parts.has(tablePart(table))) return;
    const name = NAMES.table.of(stage, table.name);
    const part = await calling(target, `reading ${name}`, () => readPart(restore, client, table, name));
    parts.set(part.part, part);
    await progress.add("parts", part);
    // Before the first change of the table.
    await progress.flush();
  });
  meter.end();
  if (mapping.size > 0) {
    meter.begin("Replacing ids of users", "item", null);
    await inParallel(set.tables, PARALLEL_TABLES, async (table) => {
      const name = NAMES.table.of(stage, table.name);
      await calling(target, `writing items of ${name}`, () => rewriteTable(restore, client, table, name));
    });
    meter.end();
  }
  client.destroy();
  return [...parts.values()];
}

const SEGMENTS = Array.from({ length: SCAN_SEGMENTS }, (_, segment) => segment);

async function readPart(
  { catalog, mapping, expiry, meter, signal }: ItemRestore,
  client: DynamoDBClient,
  table: TableCopy,
  name: string,
): Promise<RestoredPart> {
  const ttl = ttlAttributeOf(catalog, table.name);
  const [source, lasting] = [new ItemDigest(), new ItemDigest()];
  await inParallel(SEGMENTS, SCAN_SEGMENTS, async (segment) => {
    for await (const scanned of scanItems(client, name, segment, signal)) {
      const original = canonicalItem(scanned);
      source.add(original);
      const { item, text } = mappedItem(original, mapping);
      if (!expiresBefore(item, ttl, expiry)) lasting.add(text);
      meter.add(1);
    }
  });
  const counts = { items: source.items, source: source.hex(), lasting: lasting.items, digest: lasting.hex() };
  return { part: tablePart(table), ...counts };
}

/** An item with another user's id, and the key that it had. */
interface Change {
  readonly item: Item;
  readonly bytes: number;
  /** Null: it has the same key. */
  readonly oldKey: Item | null;
}

async function rewriteTable(
  restore: ItemRestore,
  client: DynamoDBClient,
  table: TableCopy,
  name: string,
): Promise<void> {
  const { mapping, meter, signal } = restore;
  const windows = { table: new ThrottleWindow(), all: new LatencyWindow() };
  const write = async (changes: readonly Change[]): Promise<void> => {
    const writer = new BatchWriter(client, name, windows, signal, () => undefined);
    for (const { item, bytes } of changes) await writer.put(sdkItem(item), bytes);
    // Only then: an item must not be gone if this is interrupted.
    await writer.finish();
    for (const { oldKey } of changes) if (oldKey !== null) await writer.delete(sdkItem(oldKey));
    await writer.finish();
    meter.add(changes.length);
  };
  await inParallel(SEGMENTS, SCAN_SEGMENTS, async (segment) => {
    const changes: Change[] = [];
    for await (const scanned of scanItems(client, name, segment, signal)) {
      const original = canonicalItem(scanned);
      const { item, text } = mappedItem(original, mapping);
      if (text === original) continue;
      changes.push({ item, bytes: text.length, oldKey: changedKey(table, JSON.parse(original) as Item, item) });
      if (changes.length === CHANGES_AT_ONCE) await write(changes.splice(0));
    }
    await write(changes);
  });
}

function changedKey({ keys }: TableCopy, old: Item, item: Item): Item | null {
  const keyOf = (one: Item): Item => Object.fromEntries(keys.map(({ name }) => [name, one[name] ?? {}]));
  return JSON.stringify(keyOf(old)) === JSON.stringify(keyOf(item)) ? null : keyOf(old);
}
