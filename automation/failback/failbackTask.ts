import type { BackupSet } from "../../model/backup/set";
import { reversedMapping, type UserMapping } from "../../model/backup/userMapping";
import { DeployError } from "../../model/errors";
import type { FailoverRecord } from "../../model/failover/record";
import { newestFirst, type ReleaseRecord } from "../../model/release/record";
import { restoreId, type RestoreRecord } from "../../model/release/unfinishedRestore";
import type { SetStore } from "../backup/store/setStore";
import type { FailoverSession } from "../failover/failoverSession";
import { ProgressStore } from "../restore/progressStore";
import { readSet } from "../backup/store/sets";
import { readRecentRecords } from "../aws/buckets/releases";

/** What a failback merges. */
export interface FailbackTask {
  readonly failover: FailoverSession;
  readonly record: FailoverRecord;
  /** Set that the recovery stage was restored from; in the store of the source. */
  readonly base: BackupSet;
  /** Set of the recovery stage, and where it is. */
  readonly theirs: BackupSet;
  readonly theirStore: SetStore;
  /** Ids at home by id on the recovery stage. */
  readonly mapping: UserMapping;
  readonly signal: AbortSignal;
}

/**
 * The restore that created the recovery stage.
 * @throws DeployError RECOVERY_NOT_READY where it was not restored from a set of the source
 */
export async function restoreOf({ source, recovery }: FailoverSession): Promise<RestoreRecord> {
  const records = await readRecentRecords(recovery.target, recovery.stage);
  const found = lastCompletedRestore(records);
  if (found?.origin.stage === source.stage.name) return found;
  throw new DeployError(
    "RECOVERY_NOT_READY",
    `${recovery.stage.name} was not restored from a backup set of ${source.stage.name}, so there is nothing to compare its data with. Nothing was changed.`,
    `To return without its data: \`bin/deploy dr failover ${source.stage.name} --undo\`.`,
  );
}

/** The newest restore since the stage was created. */
export function lastCompletedRestore(records: readonly ReleaseRecord[]): RestoreRecord | null {
  const sorted = newestFirst(records);
  const created = sorted.findIndex(({ outcome }) => outcome === "destroyed");
  const current = sorted.slice(0, created === -1 ? sorted.length : created);
  return (
    current.find(
      (record): record is RestoreRecord => record.origin.kind === "restore" && record.outcome === "succeeded",
    ) ?? null
  );
}

export function baseSet({ store }: FailoverSession, { origin }: RestoreRecord): Promise<BackupSet> {
  return readSet(store, origin.set);
}

/** The ids that the restore gave the users, back to those at home. */
export async function knownUsers({ recovery }: FailoverSession, restored: RestoreRecord): Promise<UserMapping> {
  const progress = new ProgressStore(recovery.target, recovery.stage, restoreId(restored));
  const users = await progress.finished("users");
  return reversedMapping(new Map(users.map(({ old, id }) => [old, id])));
}
