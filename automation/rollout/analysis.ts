import type { RolloutLimits } from "../../model/stage/rollout";
import type { FunctionMetrics } from "../aws/monitoring/metrics";

export type VersionAnalysis =
  | { readonly kind: "healthy" }
  /** Too few invocations. */
  | { readonly kind: "inconclusive" }
  | { readonly kind: "breached"; readonly reason: string };

/** The metrics of one version of a function over a period. */
export interface VersionMetrics extends Pick<FunctionMetrics, "invocations" | "errors" | "p95"> {
  /** 5xx responses of the API that came from this version: a handler that catches its errors fails no invocation. */
  readonly failedResponses: number;
}

/**
 * Compares the metrics of a new version with the limits, and with the old version's metrics of the same period. There are
 * many functions and many analyses, so differences that chance explains are no breach. Nor is a version that exceeds a limit
 * but is no worse than the old version: a rollback would change nothing.
 */
export function analyzeVersion(
  current: VersionMetrics | null,
  baseline: VersionMetrics | null,
  limits: RolloutLimits,
): VersionAnalysis {
  if (current === null || current.invocations + failuresOf(current) === 0) return { kind: "inconclusive" };
  const breach = failureBreach(current, comparable(baseline, MIN_BASELINE_INVOCATIONS), limits);
  if (breach !== null) return { kind: "breached", reason: breach };
  if (current.invocations < limits.leastInvocations) return { kind: "inconclusive" };
  const baselineP95 = comparable(baseline, limits.leastInvocations)?.p95 ?? null;
  if (
    baselineP95 !== null &&
    current.p95 !== null &&
    current.p95 > baselineP95 * (1 + limits.slowerPercent / 100) + DURATION_TOLERANCE_MS
  ) {
    const durations = `${String(Math.round(current.p95))} ms; the old version's is ${String(Math.round(baselineP95))} ms`;
    return { kind: "breached", reason: `the 95th percentile of its duration is ${durations}` };
  }
  return { kind: "healthy" };
}

/** Differences of durations that no user notices. */
const DURATION_TOLERANCE_MS = 50;

/** An invocation that failed behind the API is also a failed response, so the two are not added. */
function failuresOf({ errors, failedResponses }: VersionMetrics): number {
  return Math.max(errors, failedResponses);
}

/** Fewer invocations of the old version do not show its error rate. */
const MIN_BASELINE_INVOCATIONS = 20;

function comparable(baseline: VersionMetrics | null, minInvocations: number): VersionMetrics | null {
  return baseline !== null && baseline.invocations >= minInvocations ? baseline : null;
}

function failureBreach(current: VersionMetrics, baseline: VersionMetrics | null, limits: RolloutLimits): string | null {
  const failures = failuresOf(current);
  const sampleSize = Math.max(current.invocations, limits.leastInvocations);
  const baselinePercent = baseline === null ? 0 : upperErrorPercent(baseline);
  const what = current.failedResponses > current.errors ? "responses were 5xx" : "invocations failed";
  const rate = `${String(failures)} of ${String(Math.max(current.invocations, failures))} ${what}`;
  if (failures > upperBound(share(sampleSize, Math.max(baselinePercent, limits.errorPercent))))
    return `${rate}; the limit is ${String(limits.errorPercent)} %`;
  if (
    baseline !== null &&
    failures > upperBound(share(sampleSize, baselinePercent)) + share(sampleSize, limits.aboveOldPercent)
  )
    return `${rate}; ${percent((100 * failuresOf(baseline)) / baseline.invocations)} of the old version's did`;
  return null;
}

/** The error rate that the old version may have, given what was observed: no failure in a small sample does not prove a rate of 0. per cent */
function upperErrorPercent(baseline: VersionMetrics): number {
  const failures = failuresOf(baseline);
  return (100 * (failures + 2 * Math.sqrt(failures) + 1)) / baseline.invocations;
}

/** The most failures that chance explains: three standard deviations of a Poisson distribution above the mean, plus one. */
function upperBound(expected: number): number {
  return expected + 3 * Math.sqrt(expected) + 1;
}

function share(of: number, percentage: number): number {
  return (of * percentage) / 100;
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}
