import type { RestoreUse } from "./set";

/** What decides whether a set is still needed. */
export interface RetainedSet {
  /** Start in Unix seconds. */
  readonly id: number;
  readonly completeness: "complete" | "incomplete" | "altered";
  readonly restores: readonly Pick<RestoreUse, "at">[];
}

const DAY = 86_400;
/** Until then the backup may still run: a table of 10 TB takes days. */
const MIN_INCOMPLETE_AGE = 7 * DAY;

/**
 * Sets that are no longer needed. The newest complete one stays, whatever its age; one that a restore used counts from then on,
 * because a failback compares with it.
 * @param now Unix seconds
 */
export function expiredSets<S extends RetainedSet>(
  sets: readonly S[],
  retentionDays: number,
  now: number,
): readonly S[] {
  const newest = Math.max(0, ...sets.filter(({ completeness }) => completeness === "complete").map(({ id }) => id));
  return sets.filter(({ id, completeness, restores }) => {
    if (id === newest) return false;
    if (completeness === "incomplete") return id < now - MIN_INCOMPLETE_AGE;
    const usedAt = Math.max(id, ...restores.map(({ at }) => at));
    return usedAt < now - retentionDays * DAY;
  });
}
