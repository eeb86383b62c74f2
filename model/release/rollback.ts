import { newestFirst, lastGoodRecord, servingRecord, type ReleaseRecord } from "./record";

/** Target of a rollback, or why there is none. */
export type RollbackTarget =
  | { readonly kind: "found"; readonly record: ReleaseRecord }
  /** There is no successful release before the live one. */
  | { readonly kind: "none" }
  /** It is already live. */
  | { readonly kind: "live"; readonly record: ReleaseRecord }
  /** It never succeeded. */
  | { readonly kind: "failed"; readonly record: ReleaseRecord };

/**
 * The target of a rollback.
 * @param records of the stage, in any order
 * @param wanted the requested record; null: the target of an unfinished rollback, otherwise the last successful release
 *   before the newest
 */
export function rollbackTarget(records: readonly ReleaseRecord[], wanted: ReleaseRecord | null): RollbackTarget {
  const [newest] = newestFirst(records);
  if (newest === undefined) return { kind: "none" };
  const record = wanted ?? defaultTarget(records, newest);
  if (record === null) return { kind: "none" };
  // A partial deployment may be repaired by a rollback to the last successful release.
  if (record.id === newest.id && servingRecord(records)?.id === record.id) return { kind: "live", record };
  if (record.outcome !== "succeeded") return { kind: "failed", record };
  return { kind: "found", record };
}

function defaultTarget(records: readonly ReleaseRecord[], newest: ReleaseRecord): ReleaseRecord | null {
  return newest.outcome === "succeeded" ? previousGoodRecord(records, newest) : (returnPoint(records)?.record ?? null);
}

/** The release that a stage returns to if a deployment fails. */
export interface ReturnPoint {
  readonly record: ReleaseRecord;
  /** Services to restore from it into the live release; empty: all. */
  readonly services: readonly string[];
}

/**
 * The target of an unfinished rollback, otherwise the newest successful release. (While a rollback is unfinished, that one
 * is the release being rolled back.)
 * @param records without those of the failed deployment
 * @returns null if no release is live, or the target is not among the records
 */
export function returnPoint(records: readonly ReleaseRecord[]): ReturnPoint | null {
  const unfinished = unfinishedRollback(records);
  const record =
    unfinished === null ? lastGoodRecord(records) : (records.find(({ id }) => id === unfinished.origin.to) ?? null);
  return record === null ? null : { record, services: unfinished?.services ?? [] };
}

export type RollbackRecord = ReleaseRecord & { readonly origin: { readonly kind: "rollback" } };

function isRollback(record: ReleaseRecord): record is RollbackRecord {
  return record.origin.kind === "rollback";
}

/** The newest rollback that started after the newest successful release; null if there is none. */
export function unfinishedRollback(records: readonly ReleaseRecord[]): RollbackRecord | null {
  const sorted = newestFirst(records);
  const end = sorted.findIndex(({ outcome }) => outcome === "succeeded" || outcome === "destroyed");
  return sorted.slice(0, end === -1 ? sorted.length : end).find(isRollback) ?? null;
}

/**
 * The last successful release before the newest. A release that was rolled back is not a default target, even if that
 * rollback failed, until a user names it: rolling back twice goes back two releases.
 */
function previousGoodRecord(records: readonly ReleaseRecord[], newest: ReleaseRecord): ReleaseRecord | null {
  const current = contentOf(records, newest);
  const rolledBack = rolledBackContents(records);
  const last = newestFirst(records).find(
    (record) =>
      record.id < current &&
      (record.outcome === "destroyed" ||
        (record.outcome === "succeeded" && !rolledBack.has(contentOf(records, record)))),
  );
  return last?.outcome === "succeeded" ? last : null;
}

/** Contents of releases that were rolled back and are not the target of a later rollback. */
export function rolledBackContents(records: readonly ReleaseRecord[]): ReadonlySet<number> {
  const rolledBack = new Set<number>();
  for (const rollback of newestFirst(records).filter(isRollback).reverse()) {
    const live = lastGoodRecord(records.filter(({ id }) => id < rollback.id));
    if (live !== null) rolledBack.add(contentOf(records, live));
    rolledBack.delete(idOfContent(records, rollback.origin.to));
  }
  return rolledBack;
}

/**
 * Id of the release whose services a record has: a rollback of all services has those of its target, and a rotation those
 * of the release that was live.
 */
export function contentOf(records: readonly ReleaseRecord[], record: ReleaseRecord): number {
  const { id, origin, replaced } = record;
  if (origin.kind === "rotation" && replaced !== null && replaced < id) return idOfContent(records, replaced);
  return isRollback(record) && record.services.length === 0 ? idOfContent(records, record.origin.to) : record.id;
}

function idOfContent(records: readonly ReleaseRecord[], id: number): number {
  const record = records.find((one) => one.id === id);
  // A rollback's target is older than the rollback, so the recursion ends.
  return record === undefined || (isRollback(record) && record.origin.to >= id) ? id : contentOf(records, record);
}
