import { addMerge, mergeOf, NO_MERGES, type MergeCounts } from "../../model/backup/merge";
import { canonicalItem, type Item } from "../../model/backup/canonicalItem";
import { versionOf, type IndexedItem, type ItemIndex, type Side } from "./itemIndex";

/** Canonical texts of items, in any order, with the ids that users have at home. */
export type Texts = AsyncIterable<string>;

/** A table of a stage, and what it is merged with. */
export interface MergedTable {
  /** Names of its key attributes. */
  readonly keys: readonly string[];
  /** Items of the set that the recovery stage was restored from; null: the set has none, as one by AWS's own backups. */
  readonly base: Texts | null;
  /** Items of the recovery stage; read twice. */
  theirs(): Texts;
  /** Items of the stage. */
  ours(): Texts;
  /** Items of the stage by their keys; those that no longer exist are left out. */
  readOurs(keys: readonly Item[]): Promise<readonly Item[]>;
  /** Keeps items of the stage that are overwritten or deleted although both sides changed them. */
  saveConflicts(items: readonly Item[]): Promise<void>;
  /** Waits until they are stored: before they are overwritten. */
  finishConflicts(): Promise<void>;
  put(text: string): Promise<void>;
  delete(key: Item): Promise<void>;
  /** Waits until everything is written. */
  finish(): Promise<void>;
}

/** Keys of one read of conflicts. */
const CONFLICTS_AT_ONCE = 100;

/**
 * Merges the recovery stage's changes into a table. Repeatable: what is merged is equal on both sides. Memory grows with the
 * number of changed items only, by some 100 bytes each.
 */
export async function mergeTable(table: MergedTable, index: ItemIndex): Promise<MergeCounts> {
  const { keys } = table;
  if (table.base !== null) await addAll(index, "base", keys, table.base);
  await addAll(index, "theirs", keys, table.theirs());
  await addAll(index, "ours", keys, table.ours());
  let counts = NO_MERGES;
  const changed = new Set<string>();
  for await (const items of index.partitions()) {
    counts = items.reduce((sum, { versions }) => addMerge(sum, mergeOf(versions)), counts);
    await saveConflicts(table, items);
    for (const { key, versions } of items) {
      const merge = mergeOf(versions);
      if (merge.kind === "keep") continue;
      if (merge.write === "put") changed.add(versionOf(key));
      else await table.delete(JSON.parse(key) as Item);
    }
  }
  if (changed.size > 0)
    for await (const text of table.theirs()) if (changed.has(versionOf(keyOf(text, keys)))) await table.put(text);
  await table.finish();
  return counts;
}

async function addAll(index: ItemIndex, side: Side, keys: readonly string[], texts: Texts): Promise<void> {
  for await (const text of texts) await index.add(side, keyOf(text, keys), text);
}

/** Canonical text of an item's key. */
export function keyOf(text: string, keys: readonly string[]): string {
  const item = JSON.parse(text) as Item;
  return canonicalItem(
    Object.fromEntries(keys.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]]))),
  );
}

async function saveConflicts(table: MergedTable, items: readonly IndexedItem[]): Promise<void> {
  const conflicts = items.filter(({ versions }) => mergeOf(versions).kind === "conflict");
  for (let start = 0; start < conflicts.length; start += CONFLICTS_AT_ONCE) {
    const some = conflicts.slice(start, start + CONFLICTS_AT_ONCE);
    await table.saveConflicts(await table.readOurs(some.map(({ key }) => JSON.parse(key) as Item)));
  }
  if (conflicts.length > 0) await table.finishConflicts();
}
