import type { Outcome } from "./outcome";
import type { ReleaseRecord } from "./recordSchema";

export type { Outcome, Override } from "./outcome";
export type { Origin, ReleaseRecord } from "./recordSchema";

/** Newest first. */
export function newestFirst(records: readonly ReleaseRecord[]): readonly ReleaseRecord[] {
  return [...records].sort((a, b) => b.id - a.id);
}

/**
 * The release that a failed deployment returns to: the newest that succeeded, unless the stage was destroyed since. For
 * the release that runs now, see servingRecord.
 */
export function lastGoodRecord(records: readonly ReleaseRecord[]): ReleaseRecord | null {
  const last = newestFirst(records).find(({ outcome }) => outcome === "succeeded" || outcome === "destroyed");
  return last?.outcome === "succeeded" ? last : null;
}

/**
 * The live release: the newest whose code serves the traffic. It succeeded, or its deployment failed after `up` (failed
 * verification) or after all traffic had shifted to it.
 * @returns null if there is none, or the stage was destroyed
 */
export function servingRecord(records: readonly ReleaseRecord[]): ReleaseRecord | null {
  const newest = newestFirst(records).find(
    (record) => record.outcome === "succeeded" || record.outcome === "destroyed" || receivedTraffic(record),
  );
  return newest === undefined || newest.outcome === "destroyed" ? null : newest;
}

/** Not for a rollback: it shifts traffic before it deploys what its code needs. */
function receivedTraffic({ origin, traffic, steps }: ReleaseRecord): boolean {
  return steps.some(({ step }) => step === "up") || (origin.kind !== "rollback" && Object.keys(traffic).length > 0);
}

/**
 * Names of resources that were taken over by deployments which did not succeed, since the last one that did: no rollback and no
 * `destroy` deletes them.
 */
export function unsettledAdoptions(records: readonly ReleaseRecord[]): readonly string[] {
  const sorted = newestFirst(records);
  const settled = sorted.findIndex(({ outcome }) => outcome === "succeeded" || outcome === "destroyed");
  const since = settled === -1 ? sorted : sorted.slice(0, settled);
  return [...new Set(since.flatMap(({ adopted }) => adopted.map(({ name }) => name)))];
}

const UNFINISHED: readonly Outcome[] = ["deploying", "testing", "failed", "rolling-back"];

/**
 * Whether the stage is partially deployed: a deployment that shifts traffic all at once, or a rollback, started after the
 * live release and did not finish. It is unknown which release serves each function.
 */
export function isPartiallyDeployed(records: readonly ReleaseRecord[]): boolean {
  const since = servingRecord(records)?.id ?? 0;
  return records.some(
    ({ id, outcome, origin, settings }) =>
      id > since &&
      UNFINISHED.includes(outcome) &&
      (origin.kind === "rollback" || settings.rollout.kind === "allAtOnce"),
  );
}

/**
 * The release with an id, or the one that was live at a time.
 * @returns null if there is none
 */
export function recordAt(records: readonly ReleaseRecord[], time: number): ReleaseRecord | null {
  const exact = records.find(({ id }) => id === time);
  return exact ?? lastGoodRecord(records.filter(({ endedAt }) => endedAt !== null && endedAt <= time));
}

/** Whether it succeeded, at least one check passed and none failed. Its stage accepted the inconclusive ones. */
export function isVerified({ outcome, checks }: ReleaseRecord): boolean {
  return (
    outcome === "succeeded" &&
    checks.some(({ verdict }) => verdict === "passed") &&
    checks.every(({ verdict }) => verdict !== "failed")
  );
}
