import { newestFirst, lastGoodRecord, servingRecord, type ReleaseRecord } from "./record";

/** Which release to go back to, or why there is none. */
export type RollbackTarget =
  | { readonly kind: "found"; readonly record: ReleaseRecord }
  /** Nothing was ever deployed, or nothing good before what is live. */
  | { readonly kind: "none" }
  /** It serves the stage already. */
  | { readonly kind: "live"; readonly record: ReleaseRecord }
  /** It never was good. */
  | { readonly kind: "failed"; readonly record: ReleaseRecord };

/**
 * The release that a rollback brings back.
 * @param records of the stage, in any order
 * @param wanted the record that was named; null: the target of the rollback that did not end, or else the last good one
 *   before what was deployed last
 */
export function rollbackTarget(records: readonly ReleaseRecord[], wanted: ReleaseRecord | null): RollbackTarget {
  const [newest] = newestFirst(records);
  if (newest === undefined) return { kind: "none" };
  const record = wanted ?? defaultTarget(records, newest);
  if (record === null) return { kind: "none" };
  // What failed half-way is there in part: going back to the last good one is what repairs it.
  if (record.id === newest.id && servingRecord(records)?.id === record.id) return { kind: "live", record };
  if (record.outcome !== "succeeded") return { kind: "failed", record };
  return { kind: "found", record };
}

function defaultTarget(records: readonly ReleaseRecord[], newest: ReleaseRecord): ReleaseRecord | null {
  return newest.outcome === "succeeded" ? previousGoodRecord(records, newest) : (returnPoint(records)?.record ?? null);
}

/** Where a stage returns to when a deployment to it fails. */
export interface ReturnPoint {
  readonly record: ReleaseRecord;
  /** The services of it that come back, in the release that is live; empty: all. */
  readonly services: readonly string[];
}

/**
 * The target of the rollback that did not end, or else the release that is live. While a rollback is unfinished, the
 * newest release that succeeded is the one that somebody wanted to leave.
 * @param records without those of the deployment that failed
 * @returns null where nothing is live, or the record of the target is not among these
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

/** The newest rollback that began after the newest release that succeeded; null where there is none. */
export function unfinishedRollback(records: readonly ReleaseRecord[]): RollbackRecord | null {
  const sorted = newestFirst(records);
  const end = sorted.findIndex(({ outcome }) => outcome === "succeeded" || outcome === "destroyed");
  return sorted.slice(0, end === -1 ? sorted.length : end).find(isRollback) ?? null;
}

/**
 * The last good release before the newest. Rolling back twice does not swing to and fro: a release that a rollback left is
 * no default any more, whatever became of that rollback, until somebody names it.
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

/** Contents of the releases that a rollback left, and that no later rollback has named as its target. */
export function rolledBackContents(records: readonly ReleaseRecord[]): ReadonlySet<number> {
  const rolledBack = new Set<number>();
  for (const rollback of newestFirst(records).filter(isRollback).reverse()) {
    const live = lastGoodRecord(records.filter(({ id }) => id < rollback.id));
    if (live !== null) rolledBack.add(contentOf(records, live));
    rolledBack.delete(idOfContent(records, rollback.origin.to));
  }
  return rolledBack;
}

/** The id of the release whose services a record has: a rollback of all services has those of its target. */
export function contentOf(records: readonly ReleaseRecord[], record: ReleaseRecord): number {
  return isRollback(record) && record.services.length === 0 ? idOfContent(records, record.origin.to) : record.id;
}

function idOfContent(records: readonly ReleaseRecord[], id: number): number {
  const record = records.find((one) => one.id === id);
  // A rollback's target is older than the rollback, so this ends.
  return record === undefined || (isRollback(record) && record.origin.to >= id) ? id : contentOf(records, record);
}
