import { lastGoodRecord, type ReleaseRecord } from "../release/record";

/**
 * The release that a set has: the newest that succeeded. A deployment that runs, or has failed, is not in it: its data is, and
 * every release that succeeded works with today's data, as a rollback to it does.
 * @returns null where none succeeded, or the stage was destroyed since
 */
export function releaseOfSet(records: readonly ReleaseRecord[]): ReleaseRecord | null {
  return lastGoodRecord(records);
}

/** Ids of deployments after the release of a set, oldest first: one that runs or failed, or that started while the set was made. */
export function laterDeployments(records: readonly ReleaseRecord[], release: ReleaseRecord): readonly number[] {
  return records.flatMap(({ id }) => (id > release.id ? [id] : [])).sort((a, b) => a - b);
}
