import { newestFirst, type ReleaseRecord } from "./record";

export type RestoreRecord = ReleaseRecord & { readonly origin: { readonly kind: "restore" } };

function isRestore(record: ReleaseRecord): record is RestoreRecord {
  return record.origin.kind === "restore";
}

/**
 * The newest restore since the last successful release, whether or not its data is complete; null if there is none.
 * @param records of the stage, in any order
 */
export function lastRestore(records: readonly ReleaseRecord[]): RestoreRecord | null {
  const sorted = newestFirst(records);
  const end = sorted.findIndex(({ outcome }) => outcome === "succeeded" || outcome === "destroyed");
  return sorted.slice(0, end === -1 ? sorted.length : end).find(isRestore) ?? null;
}

/** A restore whose data is not complete: any other deployment would serve a part of the data. */
export function unfinishedRestore(records: readonly ReleaseRecord[]): RestoreRecord | null {
  const last = lastRestore(records);
  return last === null || last.restored !== null ? null : last;
}

/** Id of the first deployment of a restore: its progress is kept under it. */
export function restoreId({ id, origin }: RestoreRecord): number {
  return origin.begun ?? id;
}
