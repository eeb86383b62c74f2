import { byAge, liveRecord, type ReleaseRecord } from "./record";

/** Which release to go back to, or why there is none. */
export type RollbackTarget =
  | { readonly kind: "found"; readonly record: ReleaseRecord }
  /** Nothing was ever deployed, or nothing good before what is live. */
  | { readonly kind: "none" }
  /** It is live already. */
  | { readonly kind: "live"; readonly record: ReleaseRecord }
  /** It never was good. */
  | { readonly kind: "failed"; readonly record: ReleaseRecord };

/**
 * The release that a rollback brings back.
 * @param records of the stage, in any order
 * @param wanted the record that was named; null: the last good one before what was deployed last
 */
export function rollbackTarget(records: readonly ReleaseRecord[], wanted: ReleaseRecord | null): RollbackTarget {
  const [newest] = byAge(records);
  if (newest === undefined) return { kind: "none" };
  const record = wanted ?? previousGood(records, newest);
  if (record === null) return { kind: "none" };
  if (record.outcome !== "succeeded") return { kind: "failed", record };
  // What failed half-way is live in part: going back to the last good one is what heals it.
  if (record.id === newest.id) return { kind: "live", record };
  return { kind: "found", record };
}

/**
 * The last good one before the newest. Rolling back twice does not swing to and fro: what was left by a rollback is not
 * gone back to, but what was live before the release that the rollback brought back.
 */
function previousGood(records: readonly ReleaseRecord[], newest: ReleaseRecord): ReleaseRecord | null {
  if (newest.outcome !== "succeeded") return liveRecord(records);
  const since = newest.origin.kind === "rollback" ? newest.origin.to : newest.id;
  return liveRecord(records.filter(({ id }) => id < since));
}
