import { setTimeout as sleep } from "node:timers/promises";
import { temporaryFolder } from "../../tools/temporaryFolder";
import { rm } from "node:fs/promises";
import type { BackupSet } from "../../model/backup/set";
import type { MergeCounts } from "../../model/backup/merge";
import type { FailoverRecord, Fence } from "../../model/failover/record";
import type { ReleaseRecord } from "../../model/release/record";
import { NAMES } from "../../model/names";
import type { RestoreRecord } from "../../model/release/unfinishedRestore";
import { existingTables } from "../aws/data/existingTables";
import { readSet } from "../backup/store/sets";
import { openSetStore } from "../backup/store/setStore";
import { dynamoClient } from "../backup/ways/tableFacts";
import type { Context } from "../commands/command";
import { writeHealthCheck } from "../failover/dns";
import { verifyOwnAddress, verifyPublicName } from "../failover/endpoints";
import { closeFailover, writeFailover } from "../failover/failoverRecord";
import type { FailoverSession } from "../failover/failoverSession";
import { applyFence, planFence, removeFence } from "../failover/fence";
import { baseSet, knownUsers, type FailbackTask } from "./failbackTask";
import { copyNewObjects } from "./objects";
import { mergeStageTable } from "./tables";
import { returnUsers } from "./users";

/** Resolvers use their old answer so long. ms */
const RESOLVER_MS = 60_000;

export interface Failback {
  readonly failover: FailoverSession;
  /** The restore that created the recovery stage. */
  readonly restored: RestoreRecord;
  /** The release that serves the source. */
  readonly serving: ReleaseRecord;
  /** Makes a set of the recovery stage. */
  backUpRecovery(context: Context): Promise<BackupSet>;
}

/** What a failback did. */
export interface FailbackResult {
  readonly record: FailoverRecord;
  readonly tables: Readonly<Record<string, MergeCounts>>;
  /** Tables of the recovery stage that the source does not have: their items are in the set. */
  readonly missingTables: readonly string[];
  readonly objects: number;
}

/**
 * Brings the data home and the users back. Both stages are fenced while data is merged: the API does not serve meanwhile. Every step is
 * repeatable, and recorded: the same command goes on after a crash.
 * @throws DeployError of the failed step
 */
export async function runFailback(
  context: Context,
  failback: Failback,
  begun: FailoverRecord,
): Promise<FailbackResult> {
  const { failover, restored, serving } = failback;
  const { source, recovery, store } = failover;
  let record = begun;
  const save = async (change: Partial<FailoverRecord>): Promise<void> => {
    record = { ...record, ...change };
    await writeFailover(store, record);
  };
  const sourceFence = await fenceBoth(context, failover, record, save);
  const theirStore = openSetStore(recovery.stage, recovery.target);
  const theirs =
    record.failback === null ? await failback.backUpRecovery(context) : await readSet(theirStore, record.failback.set);
  if (record.failback === null) await save({ failback: { set: theirs.id, tables: {} } });
  const { signal } = context;
  const base = await baseSet(failover, restored);
  const known = { failover, record, base, theirs, theirStore, mapping: await knownUsers(failover, restored), signal };
  const mapping = await returnUsers(context, known, serving.release.catalog, sourceFence);
  const task: FailbackTask = { ...known, mapping };
  const missingTables = await mergeTables(context, task, record, save);
  const objects = await copyNewObjects(task, (restored.endedAt ?? restored.id) * 1_000);
  await removeFence(source.target, sourceFence);
  const remedy = `The data is at home; users are still on ${record.to}, which is fenced. See \`bin/deploy logs ${record.stage}\`; to go on: \`bin/deploy dr failback ${record.stage}\`.`;
  await verifyOwnAddress(context, source, remedy);
  await writeHealthCheck(recovery.target, record.healthCheck);
  const { zone } = source.stage.domains;
  await verifyPublicName(context, source, { zone, domain: record.domain }, remedy);
  // Until resolvers have forgotten it, what is written there would be lost.
  if (source.target.kind === "aws") await sleep(RESOLVER_MS, undefined, { signal });
  if (record.recoveryFence !== null) await removeFence(recovery.target, record.recoveryFence);
  await closeFailover(store, record);
  return { record, tables: record.failback?.tables ?? {}, missingTables, objects };
}

/** Stops writes on both stages. @returns the fence of the source */
async function fenceBoth(
  { terminal }: Context,
  { source, recovery }: FailoverSession,
  record: FailoverRecord,
  save: (change: Partial<FailoverRecord>) => Promise<void>,
): Promise<Fence> {
  // The region was lost at the failover, so its functions may have written since.
  const sourceFence =
    record.sourceFence.kind === "applied" ? record.sourceFence.fence : await planFence(source.target, source.stage);
  const recoveryFence = record.recoveryFence ?? (await planFence(recovery.target, recovery.stage));
  await save({ phase: "returning", sourceFence: { kind: "applied", fence: sourceFence }, recoveryFence });
  await applyFence(source.target, sourceFence);
  await applyFence(recovery.target, recoveryFence);
  terminal.note(
    `Fenced ${source.stage.name} and ${recovery.stage.name}: the API does not serve until the data is merged`,
  );
  return sourceFence;
}

/** @returns names of tables that the source does not have */
async function mergeTables(
  { terminal, signal }: Context,
  task: FailbackTask,
  record: FailoverRecord,
  save: (change: Partial<FailoverRecord>) => Promise<void>,
): Promise<readonly string[]> {
  const { source } = task.failover;
  const physical = (name: string): string => NAMES.table.of(source.stage, name);
  const present = new Set(
    await existingTables(
      source.target,
      task.theirs.tables.map(({ name }) => physical(name)),
    ),
  );
  const folder = await temporaryFolder("failback");
  const client = await dynamoClient(source.target);
  let tables = { ...record.failback?.tables };
  try {
    for (const table of task.theirs.tables) {
      signal.throwIfAborted();
      if (tables[table.name] !== undefined || !present.has(physical(table.name))) continue;
      const counts = await mergeStageTable(task, client, table, { folder, run: Math.floor(Date.now() / 1_000) });
      tables = { ...tables, [table.name]: counts };
      await save({ failback: { set: task.theirs.id, tables } });
      const { written, deleted, conflicts } = counts;
      if (written + deleted + conflicts > 0)
        terminal.note(
          `Merged ${table.name}: ${String(written)} written, ${String(deleted)} deleted, ${String(conflicts)} in conflict`,
        );
    }
  } finally {
    client.destroy();
    await rm(folder, { recursive: true, force: true });
  }
  return task.theirs.tables.flatMap(({ name }) => (present.has(physical(name)) ? [] : [name]));
}
