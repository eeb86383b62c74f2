import { DeployError } from "../../model/errors";
import type { ShiftStep } from "../../model/stage/rollout";
import type { Breach, Monitor, Observation } from "./versionMonitor";

/** Routes the traffic of all changed functions. */
export interface TrafficRouter {
  /** Routes a share of the traffic to the new versions. @param percent 1 to 99 */
  setWeight(percent: number, signal: AbortSignal): Promise<void>;
  /** Routes all traffic to the new versions. */
  routeToNew(signal: AbortSignal): Promise<void>;
  /** Routes all traffic to the old versions; the functions in `first` come first. Cannot be cancelled. */
  routeToOld(first: readonly string[]): Promise<void>;
}

export interface Clock {
  /** Unix ms */
  now(): number;
  /** Returns early, without an error, when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface ShiftTiming {
  /** Length of a minute of the stage's file: a rehearsal has shorter ones. */
  readonly minuteMs: number;
  /** Between two analyses. */
  readonly pollIntervalMs: number;
  /** How late metrics may arrive: the new versions are monitored for so long after the last step, and an analysis covers twice that time. */
  readonly metricsDelayMs: number;
  /** After so long without metrics, traffic is rolled back. */
  readonly metricsTimeoutMs: number;
}

export interface ShiftRequest {
  readonly steps: readonly ShiftStep[];
  readonly router: TrafficRouter;
  readonly monitor: Monitor;
  readonly clock: Clock;
  readonly timing: ShiftTiming;
  readonly signal: AbortSignal;
  /** Whether the rollout continues where no new version had enough traffic for a verdict. */
  readonly acceptInconclusive: boolean;
  /** Called when the new versions have a share of the traffic. @param percent 1 to 100 */
  readonly onWeight: (percent: number) => void;
  /** Called after each analysis. @param percent share of the new versions */
  readonly onAnalysis: (observation: Observation, percent: number) => void;
}

/** Why traffic was rolled back. */
type ShiftFailure =
  | { readonly kind: "breached"; readonly percent: number; readonly breaches: readonly Breach[] }
  | { readonly kind: "inconclusive"; readonly percent: number }
  | { readonly kind: "metrics-unavailable"; readonly percent: number; readonly reason: string }
  | { readonly kind: "failed"; readonly percent: number; readonly error: DeployError }
  | { readonly kind: "cancelled"; readonly percent: number };

/** The new versions have all traffic; `analyzed` of them had enough traffic for a verdict. */
type Shifted = { readonly kind: "shifted"; readonly analyzed: number };

export type ShiftResult =
  | Shifted
  /** The old versions have all traffic again, unless there is a `rollbackError`. */
  | (ShiftFailure & { readonly rollbackMs: number; readonly rollbackError: DeployError | null });

/**
 * Shifts traffic step by step, and monitors each step for its bake time. On a breach, missing metrics, a failed call or a
 * cancellation all traffic returns to the old versions.
 */
export async function shiftTraffic(request: ShiftRequest): Promise<ShiftResult> {
  const { clock } = request;
  let outcome: ShiftFailure | Shifted;
  try {
    outcome = await shiftToNew(request);
  } catch (error) {
    await rollBack(request, []);
    throw error;
  }
  if (outcome.kind === "shifted") return outcome;
  const startedAt = clock.now();
  const first = outcome.kind === "breached" ? outcome.breaches.flatMap(({ name }) => name ?? []) : [];
  const rollbackError = await rollBack(request, first);
  return { ...outcome, rollbackMs: clock.now() - startedAt, rollbackError };
}

async function shiftToNew(request: ShiftRequest): Promise<ShiftFailure | Shifted> {
  const { steps, router, signal, acceptInconclusive, onWeight, clock, timing } = request;
  const startedAt = clock.now();
  let previousStepEnd = startedAt;
  let analyzed = 0;
  const weights = [
    ...steps.map(({ percent, bakeMinutes }) => ({ percent, bakeMs: bakeMinutes * timing.minuteMs })),
    { percent: 100, bakeMs: timing.metricsDelayMs },
  ];
  for (const { percent, bakeMs } of weights) {
    if (signal.aborted) return { kind: "cancelled", percent };
    const error = await (percent < 100 ? router.setWeight(percent, signal) : router.routeToNew(signal)).then(
      () => null,
      deployErrorOf,
    );
    if (signal.aborted) return { kind: "cancelled", percent };
    if (error !== null) return { kind: "failed", percent, error };
    onWeight(percent);
    // Metrics of a step's last invocations arrive during the next step.
    const period = { startedAt, since: previousStepEnd, until: clock.now() + bakeMs };
    const result = await bake(request, period, percent);
    previousStepEnd = clock.now();
    if (result.kind !== "baked") return { ...result, percent };
    if (signal.aborted) return { kind: "cancelled", percent };
    analyzed = Math.max(analyzed, result.analyzed);
    if (analyzed === 0 && !acceptInconclusive) return { kind: "inconclusive", percent };
  }
  return { kind: "shifted", analyzed };
}

/** @throws any other error: a bug */
function deployErrorOf(error: unknown): DeployError {
  if (error instanceof DeployError) return error;
  throw error;
}

/** Tries twice. @returns why some traffic is still on new versions; null where none is */
async function rollBack({ router, clock }: ShiftRequest, first: readonly string[]): Promise<DeployError | null> {
  const error = await router.routeToOld(first).then(() => null, deployErrorOf);
  if (error === null) return null;
  await clock.sleep(ROLLBACK_RETRY_DELAY_MS, new AbortController().signal);
  return router.routeToOld(first).then(() => null, deployErrorOf);
}

const ROLLBACK_RETRY_DELAY_MS = 1_000;

type BakeResult =
  | { readonly kind: "baked"; readonly analyzed: number }
  | { readonly kind: "breached"; readonly breaches: readonly Breach[] }
  | { readonly kind: "metrics-unavailable"; readonly reason: string };

/** Unix ms */
interface BakePeriod {
  /** Start of the rollout. */
  readonly startedAt: number;
  /** End of the previous step. */
  readonly since: number;
  readonly until: number;
}

/** Analyses repeatedly until the bake time is over, and once more at its end. */
async function bake(
  { monitor, clock, timing, signal, onAnalysis }: ShiftRequest,
  period: BakePeriod,
  percent: number,
): Promise<BakeResult> {
  let lastSuccess = clock.now();
  for (;;) {
    const from = Math.max(period.startedAt, Math.min(period.since, clock.now() - 2 * timing.metricsDelayMs));
    const result = await analyze(monitor, from, signal);
    if (signal.aborted) return { kind: "baked", analyzed: 0 };
    if (result.kind === "analyzed") {
      lastSuccess = clock.now();
      onAnalysis(result, percent);
      if (result.breaches.length > 0) return { kind: "breached", breaches: result.breaches };
      if (clock.now() >= period.until) return { kind: "baked", analyzed: result.analyzed };
    } else if (clock.now() - lastSuccess >= timing.metricsTimeoutMs)
      return { kind: "metrics-unavailable", reason: result.reason };
    const remaining = period.until - clock.now();
    await clock.sleep(remaining > 0 ? Math.min(timing.pollIntervalMs, remaining) : timing.pollIntervalMs, signal);
  }
}

type AnalysisResult =
  ({ readonly kind: "analyzed" } & Observation) | { readonly kind: "failed"; readonly reason: string };

const ANALYSIS_TIMEOUT_MS = 30_000;

/** One analysis may fail (AWS throttles, the network is down): only after `metricsTimeoutMs` without success traffic is rolled back. */
async function analyze(monitor: Monitor, from: number, signal: AbortSignal): Promise<AnalysisResult> {
  try {
    const observation = await monitor(from, AbortSignal.any([signal, AbortSignal.timeout(ANALYSIS_TIMEOUT_MS)]));
    return { kind: "analyzed", ...observation };
  } catch (error) {
    if (!(error instanceof DeployError) && !signal.aborted) throw error;
    return { kind: "failed", reason: error instanceof DeployError ? error.what : String(error) };
  }
}
