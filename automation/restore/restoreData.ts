import type { RestoredPart } from "../../model/backup/restoreProgress";
import type { BackupSet } from "../../model/backup/set";
import type { ReleaseRecord } from "../../model/release/record";
import { compareTables, type ComparedItems } from "./compareTables";
import type { DataRestore, ItemRestore } from "./dataRestore";
import { loadTables } from "./loadTables";
import { createParameters, parameterPlan, restoredParameters, withMappedIds } from "./parameters";
import { rewriteTables, tablePart } from "./rewriteTables";
import { restoreObjects } from "./restoreObjects";
import { restoreUsers } from "./users";

/** What a restore put on the stage, as its record has it. */
export type RestoredData = NonNullable<ReleaseRecord["restored"]>;

/**
 * Days: items whose time to live ends sooner are restored and not compared, because AWS deletes them at any moment after that. As long
 * as a restore may take with its interruptions.
 */
const EXPIRY_DAYS = 2;

/**
 * Puts the data of a set on a stage whose tables, buckets and user pool exist, and compares the items with the set. Goes on where an
 * interrupted run ended. What is complete is not touched again: the stage may serve it.
 * @param pool id of the user pool
 * @throws DeployError AWS, SET_ALTERED, RESTORE_DIFFERS
 */
export async function restoreData(restore: DataRestore, pool: string): Promise<RestoredData> {
  const { progress, set } = restore;
  const now = Math.floor(Date.now() / 1_000);
  const expiry = now + EXPIRY_DAYS * 86_400;
  const started = await progress.start({ schema: 1, source: set.stage, set: set.id, expiry });
  const [tasks, users, parts] = [
    await progress.finished("tasks"),
    await progress.finished("users"),
    await progress.finished("parts"),
  ];
  const taskOf = (name: string): (typeof tasks)[number] | undefined => tasks.find(({ task }) => task === name);
  const restored = await restoreUsers(restore, pool, { users, task: taskOf("users") });
  const items = { ...restore, mapping: restored.mapping, expiry: started.expiry };
  const compared = taskOf("comparison")?.counts;
  // Once the data is complete, the stage may serve it: what was deleted since must not come back.
  if (compared === undefined) await createUserParameters(items);
  const loaded = compared === undefined ? await itemsOnStage(items, parts) : parts;
  const objects = await restoreObjects(restore, taskOf("objects"));
  const { tables, items: number, expiring } = compared ?? (await comparison(items, loaded));
  return {
    tables: tables ?? 0,
    items: number ?? 0,
    expiring: expiring ?? 0,
    users: restored.task.counts["users"] ?? 0,
    objects: objects.counts["objects"] ?? 0,
    dataOf: set.startedAt,
  };
}

/** Parameters that match a pattern of the catalog: they may have the id of a user in their name. Existing ones stay. */
async function createUserParameters({ target, stage, catalog, copies, mapping }: ItemRestore): Promise<void> {
  const all = restoredParameters(copies, stage, catalog).filter(({ isDeclared }) => !isDeclared);
  const { missing } = await parameterPlan(target, withMappedIds(all, mapping));
  await createParameters(target, missing);
}

/** Writes items, or replaces ids in those that AWS has restored. */
function itemsOnStage(items: ItemRestore, parts: readonly RestoredPart[]): Promise<readonly RestoredPart[]> {
  switch (items.set.way) {
    case "logical":
      return loadTables(items, parts);
    case "native":
      return rewriteTables(items, parts);
  }
}

/** Compares the tables, and remembers that it is done. */
async function comparison(
  items: ItemRestore,
  parts: readonly RestoredPart[],
): Promise<Readonly<Record<string, number>>> {
  const compared: ComparedItems = await compareTables(items, (table) => partsOf(table, parts));
  const counts = { ...compared };
  await items.progress.finish({ task: "comparison", counts });
  return counts;
}

function partsOf(table: BackupSet["tables"][number], parts: readonly RestoredPart[]): readonly RestoredPart[] {
  const keys = new Set([tablePart(table), ...table.files.map(({ key }) => key)]);
  return parts.filter(({ part }) => keys.has(part));
}
