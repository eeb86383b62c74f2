import type { RolloutLimits } from "../../model/stage/rollout";
import type { FunctionMetrics } from "../aws/metrics";

/** What is to be thought of a function's new version. */
export type Judgement =
  | { readonly kind: "healthy" }
  /** Too little was seen to tell. */
  | { readonly kind: "undecided" }
  | { readonly kind: "breached"; readonly reason: string };

/** What one version did in a time. */
export interface Seen extends Pick<FunctionMetrics, "invocations" | "errors" | "p95"> {
  /** Answers of the API with a 5xx status that came from it: a handler that catches its errors fails no invocation. */
  readonly failedAnswers: number;
}

/**
 * Holds a new version's numbers against the limit, and against the old version's of the same time. Failures count as a
 * share of at least so many invocations as say anything; a single one never is a verdict. A version that is no worse than
 * one beyond the limit is no reason to go back to that one.
 */
export function judge(now: Seen | null, before: Seen | null, limits: RolloutLimits): Judgement {
  if (now === null || now.invocations + failuresOf(now) === 0) return { kind: "undecided" };
  const told = before !== null && before.invocations >= limits.leastInvocations ? before : null;
  const breach = tooManyFailures(now, told, limits);
  if (breach !== null) return { kind: "breached", reason: breach };
  if (now.invocations < limits.leastInvocations) return { kind: "undecided" };
  const usually = told?.p95 ?? null;
  if (usually !== null && now.p95 !== null && now.p95 > usually * (1 + limits.slowerPercent / 100) + JITTER) {
    const times = `${String(Math.round(now.p95))} ms, where the old version takes ${String(Math.round(usually))} ms`;
    return { kind: "breached", reason: `the 95th percentile takes ${times}` };
  }
  return { kind: "healthy" };
}

/** Differences of durations that nobody notices. ms */
const JITTER = 50;

/** An invocation that failed behind the API is also an answer that did. */
function failuresOf({ errors, failedAnswers }: Seen): number {
  return Math.max(errors, failedAnswers);
}

function tooManyFailures(now: Seen, told: Seen | null, limits: RolloutLimits): string | null {
  const failures = failuresOf(now);
  if (failures <= 1) return null;
  const counted = Math.max(now.invocations, limits.leastInvocations);
  const usual = told === null ? 0 : (100 * failuresOf(told)) / told.invocations;
  const what = now.failedAnswers > now.errors ? "answers were 5xx" : "invocations failed";
  const said = `${String(failures)} of ${String(Math.max(now.invocations, failures))} ${what}`;
  if (usual <= limits.errorPercent && failures > share(counted, limits.errorPercent))
    return `${said}, and the limit is ${String(limits.errorPercent)} %`;
  // As many as the old version's share makes likely, chance included.
  const expected = share(counted, usual);
  if (told !== null && failures > expected + 2 * Math.sqrt(expected) + share(counted, limits.aboveOldPercent))
    return `${said}, where ${percent(usual)} of the old version's did`;
  return null;
}

function share(of: number, percentage: number): number {
  return (of * percentage) / 100;
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}
