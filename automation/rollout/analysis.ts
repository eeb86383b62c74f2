import type { RolloutLimits } from "../../model/stage/rollout";
import type { FunctionMetrics } from "../aws/monitoring/metrics";

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
 * Holds a new version's numbers against the limit, and against the old version's of the same time. Looks are many, and so are
 * functions: what chance explains is no verdict, and a version that is no worse than one beyond the limit is no reason to
 * go back to that one.
 */
export function judge(now: Seen | null, before: Seen | null, limits: RolloutLimits): Judgement {
  if (now === null || now.invocations + failuresOf(now) === 0) return { kind: "undecided" };
  const breach = tooManyFailures(now, comparable(before, LEAST_TO_COMPARE), limits);
  if (breach !== null) return { kind: "breached", reason: breach };
  if (now.invocations < limits.leastInvocations) return { kind: "undecided" };
  const usually = comparable(before, limits.leastInvocations)?.p95 ?? null;
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

/** Invocations of the old version from which on it says how often this function fails. */
const LEAST_TO_COMPARE = 20;

function comparable(before: Seen | null, least: number): Seen | null {
  return before !== null && before.invocations >= least ? before : null;
}

function tooManyFailures(now: Seen, told: Seen | null, limits: RolloutLimits): string | null {
  const failures = failuresOf(now);
  const counted = Math.max(now.invocations, limits.leastInvocations);
  const usual = told === null ? 0 : usualOf(told);
  const what = now.failedAnswers > now.errors ? "answers were 5xx" : "invocations failed";
  const said = `${String(failures)} of ${String(Math.max(now.invocations, failures))} ${what}`;
  if (failures > likely(share(counted, Math.max(usual, limits.errorPercent))))
    return `${said}, and the limit is ${String(limits.errorPercent)} %`;
  if (told !== null && failures > likely(share(counted, usual)) + share(counted, limits.aboveOldPercent))
    return `${said}, where ${percent((100 * failuresOf(told)) / told.invocations)} of the old version's did`;
  return null;
}

/** The share of an old version's that may well fail: of a few that went well nobody knows that none ever fails. per cent */
function usualOf(told: Seen): number {
  const failures = failuresOf(told);
  return (100 * (failures + 2 * Math.sqrt(failures) + 1)) / told.invocations;
}

/** As many as there may be where so many are expected: three standard deviations of a Poisson distribution, and one. */
function likely(expected: number): number {
  return expected + 3 * Math.sqrt(expected) + 1;
}

function share(of: number, percentage: number): number {
  return (of * percentage) / 100;
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}
