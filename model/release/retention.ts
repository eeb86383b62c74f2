import { newestFirst, servingRecord, type ReleaseRecord } from "./record";
import { returnPoint } from "./rollback";

/** How long releases are kept: a release is kept by either of the two. */
export interface Retention {
  /** The newest successful releases. */
  readonly releases: number;
  /** Releases of so many days, whatever their outcome. */
  readonly days: number;
}

const SECONDS_PER_DAY = 86_400;

/**
 * Ids of the releases that stay. Besides the stage's window these are the live release with everything after it, what a
 * failed deployment returns to, and the target of each rollback that stays: its content is that target's.
 * @param records all records of a stage, in any order
 * @param now Unix seconds
 */
export function keptReleases(
  records: readonly ReleaseRecord[],
  { releases, days }: Retention,
  now: number,
): ReadonlySet<number> {
  const sorted = newestFirst(records);
  const successful = sorted.filter(({ outcome }) => outcome === "succeeded").slice(0, releases);
  const live = servingRecord(sorted);
  const since = Math.min(live?.id ?? Infinity, now - days * SECONDS_PER_DAY);
  const ids = new Set([
    ...successful.map(({ id }) => id),
    ...sorted.filter(({ id }) => id >= since).map(({ id }) => id),
    // The newest record says which data the stage has, also after it was destroyed.
    ...sorted.slice(0, 1).map(({ id }) => id),
    ...[returnPoint(sorted)?.record.id ?? []].flat(),
  ]);
  return withRollbackTargets(sorted, ids);
}

/** Newest first, so a target that is a rollback itself is seen after the rollback to it. */
function withRollbackTargets(sorted: readonly ReleaseRecord[], kept: ReadonlySet<number>): ReadonlySet<number> {
  const all = new Set(kept);
  for (const { id, origin } of sorted) if (all.has(id) && origin.kind === "rollback") all.add(origin.to);
  return all;
}
