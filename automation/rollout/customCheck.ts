import { Deadline } from "../deadline";
import { totalsOf } from "./totals";
import type { Monitor, Observation } from "./versionMonitor";

/**
 * A check while the new versions have traffic.
 * @returns why they must lose it; null: nothing is wrong
 */
export type CustomCheck = (signal: AbortSignal) => Promise<string | null>;

/** Less than an analysis may take. ms */
const CHECK_LIMIT_MS = 20_000;

/**
 * A monitor that also runs a check of the caller. A reason is a breach of the whole stage, even where the metrics cannot be
 * read; so is a rejection, or no answer in time: a check that does not run proves nothing.
 * @param limit time limit of the check. ms
 */
export function withCustomCheck(monitor: Monitor, check: CustomCheck, limit = CHECK_LIMIT_MS): Monitor {
  return async (from, signal) => {
    const [observed, checked] = await Promise.allSettled([
      monitor(from, signal),
      new Deadline(limit, signal).run(check),
    ]);
    // A cancelled check has no verdict.
    const isCancelled = checked.status === "rejected" && signal.aborted;
    const reason = isCancelled ? null : checked.status === "rejected" ? messageOf(checked.reason) : checked.value;
    if (reason === null) {
      if (observed.status === "rejected") throw observed.reason;
      return observed.value;
    }
    const observation = observed.status === "rejected" ? UNREAD : observed.value;
    return {
      ...observation,
      breaches: [...observation.breaches, { name: null, reason: `custom check: ${reason}` }],
    };
  };
}

/** The metrics could not be read. */
const UNREAD: Observation = { breaches: [], analyzed: 0, current: totalsOf([]), baseline: totalsOf([]) };

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
