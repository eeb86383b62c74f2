import type { RolloutLimits } from "../../model/stage/rollout";
import type { FunctionMetrics } from "../aws/metrics";

/** What is to be thought of a function's new version. */
export type Judgement =
  | { readonly kind: "healthy" }
  /** Too little was seen to tell. */
  | { readonly kind: "undecided" }
  | { readonly kind: "breached"; readonly reason: string };

type Numbers = FunctionMetrics | null;

/**
 * Holds a new version's numbers against the limits, and against the old version's of the same time. Failures count as a
 * share of at least so many invocations as say anything: one that fails before there are as many is no verdict, and
 * several are.
 */
export function judge(now: Numbers, before: Numbers, limits: RolloutLimits): Judgement {
  if (now === null || now.invocations + now.errors === 0) return { kind: "undecided" };
  const counted = Math.max(now.invocations, limits.leastInvocations);
  const failed = `${String(now.errors)} of ${String(now.invocations)} invocations failed`;
  if (now.errors > share(counted, limits.errorPercent))
    return { kind: "breached", reason: `${failed}, and the limit is ${String(limits.errorPercent)} %` };
  const told = before !== null && before.invocations >= limits.leastInvocations ? before : null;
  const usual = told === null ? 0 : (100 * told.errors) / told.invocations;
  if (told !== null && now.errors > share(counted, usual + limits.aboveOldPercent))
    return { kind: "breached", reason: `${failed}, where ${percent(usual)} of the old version's did` };
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

function share(of: number, percentage: number): number {
  return (of * percentage) / 100;
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}
