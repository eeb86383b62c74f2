import { SET_FILES, setPrefix } from "../../model/backup/setKeys";
import { expiredSets } from "../../model/backup/setRetention";
import type { PruneItem } from "../../model/prune/item";
import { deleteObjects, listObjects } from "../aws/buckets/objects";
import { listSets } from "../backup/listSets";
import { openSetStore, type SetStore } from "../backup/store/setStore";
import { deleteDynamoBackup, dynamoBackups, setOfBackup } from "../backup/ways/dynamoBackups";
import { found, type Found, type PruneContext } from "./pruneContext";

interface RetainedStore {
  readonly store: SetStore;
  readonly retentionDays: number;
}

/** The sets of a stage, and how long they are kept; null where recovery is off. */
function retainedStore({ stage, target }: PruneContext): RetainedStore | null {
  const { recovery } = stage;
  if (recovery.kind === "off" || stage.recoveryStage === undefined) return null;
  return { store: openSetStore(stage, target), retentionDays: recovery.retentionDays };
}

/** Backup sets beyond `recovery.retentionDays`, and old incomplete ones. */
export async function setItems(context: PruneContext): Promise<Found> {
  const retained = retainedStore(context);
  if (retained === null) return found([]);
  const { store, retentionDays } = retained;
  const expired = expiredSets(await listSets(store), retentionDays, context.now / 1_000);
  return found(
    expired.map(({ id, bytes, completeness }) => ({
      kind: "backup-set",
      name: String(id),
      bytes,
      reason: completeness === "incomplete" ? "its backup was interrupted" : olderThan(retentionDays),
    })),
  );
}

function olderThan(days: number): string {
  return `older than ${String(days)} days, and not the newest`;
}

/** The manifest goes first, and the start last: after an interruption the rest is incomplete, and the next run finds it. */
export async function deleteSetItems(context: PruneContext, items: readonly PruneItem[]): Promise<void> {
  const retained = retainedStore(context);
  if (retained === null) return;
  const { target, bucket, stage } = retained.store;
  for (const { name } of items) {
    const prefix = setPrefix(stage, Number(name));
    const [manifest, started] = [prefix + SET_FILES.manifest, prefix + SET_FILES.started];
    const keys = (await listObjects(target, bucket, prefix)).map(({ key }) => key);
    await deleteObjects(target, bucket, [manifest]);
    await deleteObjects(
      target,
      bucket,
      keys.filter((key) => key !== manifest && key !== started),
    );
    await deleteObjects(target, bucket, [started]);
  }
}

/**
 * DynamoDB's backups beyond `recovery.retentionDays`, of sets of the native way: DynamoDB never deletes them. Recovery points of
 * AWS Backup expire by themselves.
 */
export async function tableBackupItems(context: PruneContext): Promise<Found> {
  const retained = retainedStore(context);
  if (retained === null) return found([]);
  const { store, retentionDays } = retained;
  const sets = await listSets(store);
  const expired = new Set(expiredSets(sets, retentionDays, context.now / 1_000).map(({ id }) => id));
  const keptIds = new Set(sets.flatMap(({ id }) => (expired.has(id) ? [] : [id])));
  const oldest = context.now / 1_000 - retentionDays * 86_400;
  const backups = await dynamoBackups(context.target, context.stage.short);
  return found(
    backups.flatMap(({ arn, name, bytes }) => {
      const set = setOfBackup(context.stage.short, name);
      // The set of a backup that was interrupted may be gone already.
      if (set === null || keptIds.has(set) || (!expired.has(set) && set >= oldest)) return [];
      return [{ kind: "table-backup", name: arn, bytes, reason: olderThan(retentionDays) }];
    }),
  );
}

export async function deleteTableBackupItems({ target }: PruneContext, items: readonly PruneItem[]): Promise<void> {
  for (const { name } of items) await deleteDynamoBackup(target, name);
}
