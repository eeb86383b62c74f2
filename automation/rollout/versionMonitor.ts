import { MAIN_API } from "../../model/catalog/apis";
import { STAGE_ALARM, NAMES } from "../../model/names";
import type { VersionTotals } from "../../model/release/event";
import type { RolloutLimits } from "../../model/stage/rollout";
import type { Stage } from "../../model/stage/stage";
import type { TrafficShift } from "../aws/functions/aliases";
import { activeAlarms, memberAlarms, type ActiveAlarm } from "../aws/monitoring/alarms";
import {
  openFailedResponses,
  type AccessLogApi,
  type FailedResponse,
  type RoutedFunction,
} from "../aws/monitoring/failedResponses";
import { readMetrics, type TimedMetrics } from "../aws/monitoring/metrics";
import type { AwsTarget } from "../aws/target";
import { totalsOf } from "./totals";
import { analyzeVersion, type VersionMetrics } from "./analysis";

/** A function whose traffic shifts, and where its responses are logged. */
export type MonitoredShift = TrafficShift & RoutedFunction;

/** The result of one analysis of all new versions. */
export interface Observation {
  /** Of functions, and active alarms of the stage. */
  readonly breaches: readonly Breach[];
  /** Functions whose new version had enough traffic for a verdict. */
  readonly analyzed: number;
  /** Metrics of the new versions, and of the old versions of the functions that had traffic. */
  readonly current: VersionTotals;
  readonly baseline: VersionTotals;
}

export interface Breach {
  /** Physical name of the function; null where it concerns the stage. */
  readonly name: string | null;
  readonly reason: string;
}

/** Analyses the new versions since a time. @param from Unix ms */
export type Monitor = (from: number, signal: AbortSignal) => Promise<Observation>;

/** Metrics do not wait longer for the logs; the next analysis continues reading them. */
const LOGS_TIMEOUT_MS = 5_000;

interface MonitorContext {
  readonly warn: (line: string) => void;
  readonly signal: AbortSignal;
  /** APIs with a log of their own beside the main one's. @default none */
  readonly apis?: readonly AccessLogApi[];
}

/** Monitors new versions by their metrics and failed responses, and the stage by its alarms. */
export async function openMonitor(
  { target, stage }: { readonly target: AwsTarget; readonly stage: Stage },
  shifts: readonly MonitoredShift[],
  limits: RolloutLimits,
  context: MonitorContext,
): Promise<Monitor> {
  const readAlarms = stage.alarms.kind === "off" ? () => Promise.resolve([]) : await openAlarms(target, stage, context);
  const readFailedResponses = openFailedResponses(target, stage, shifts, [MAIN_API, ...(context.apis ?? [])]);
  let areLogsRead = false;
  return async (from, signal) => {
    const window = { from, to: Date.now() };
    const [metrics, { failed, failure }, alarms] = await Promise.all([
      readMetrics(target, shifts.map(newVersion), window, signal),
      readFailedResponses(from, AbortSignal.any([signal, AbortSignal.timeout(LOGS_TIMEOUT_MS)])),
      readAlarms(signal),
    ]);
    areLogsRead ||= failure === null;
    const active = shifts.filter((_, index) => metrics[index] !== null);
    const baselines = await readMetrics(target, active.map(oldVersion), window, signal);
    const analyses = shifts.map((shift, index) => {
      const at = active.indexOf(shift);
      const current = withFailedResponses(metrics[index] ?? null, newVersion(shift), failed);
      const baseline = at < 0 ? null : withFailedResponses(baselines[at] ?? null, oldVersion(shift), failed);
      return { shift, current, baseline, analysis: analyzeVersion(current, baseline, limits) };
    });
    const breaches = [
      ...analyses.flatMap(({ shift, analysis }) =>
        analysis.kind === "breached" ? [{ name: shift.name, reason: `version ${shift.to}: ${analysis.reason}` }] : [],
      ),
      ...alarms.map(({ name, reason }) => ({ name: null, reason: `alarm ${name} is in state ALARM: ${reason}` })),
    ];
    // A breach is enough to roll back. Without one, logs that were never read do not prove that responses succeeded.
    if (breaches.length === 0 && !areLogsRead && failure !== null) throw failure;
    return {
      breaches,
      analyzed: analyses.filter(({ analysis }) => analysis.kind !== "inconclusive").length,
      current: totalsOf(analyses.map(({ current }) => current)),
      baseline: totalsOf(analyses.map(({ baseline }) => baseline)),
    };
  };
}

/**
 * Reads alarms that became active during the rollout. An alarm that was active before says nothing about the new versions:
 * it is reported, and ignored until it was inactive once. An alarm whose evaluation period began before is ignored, too.
 */
async function openAlarms(
  target: AwsTarget,
  stage: Stage,
  { warn, signal }: MonitorContext,
): Promise<(signal: AbortSignal) => Promise<readonly ActiveAlarm[]>> {
  const openedAt = Date.now();
  const members = await memberAlarms(target, NAMES.alarm.of(stage, STAGE_ALARM), signal);
  const activeBefore = new Set((await activeAlarms(target, members, signal)).map(({ name }) => name));
  if (activeBefore.size > 0) warn(`Active before this rollout, and ignored by it: ${[...activeBefore].join(", ")}`);
  return async (within) => {
    const active = await activeAlarms(target, members, within);
    for (const name of activeBefore) if (!active.some((alarm) => alarm.name === name)) activeBefore.delete(name);
    return active.filter(
      ({ name, evaluatedFrom }) => !activeBefore.has(name) && (evaluatedFrom ?? openedAt) >= openedAt,
    );
  };
}

interface Version {
  readonly name: string;
  readonly version: string;
}

function newVersion({ name, to }: TrafficShift): Version {
  return { name, version: to };
}

function oldVersion({ name, from }: TrafficShift): Version {
  return { name, version: from };
}

/** So many responses whose version is known are a sample of the others. */
const MIN_SAMPLE_SIZE = 10;

/**
 * A version's metrics with its failed responses. Logs arrive before metrics: responses after the last minute of the metrics
 * are left to a later analysis, or they would be compared with too few invocations.
 */
function withFailedResponses(
  metrics: TimedMetrics | null,
  { name, version }: Version,
  failed: readonly FailedResponse[],
): VersionMetrics | null {
  if (metrics === null) return null;
  const ofFunction = failed.filter((response) => response.name === name && response.at < metrics.until);
  const known = ofFunction.filter((response) => response.version !== null);
  const own = known.filter((response) => response.version === version).length;
  const failedResponses = known.length < MIN_SAMPLE_SIZE ? own : Math.round((own * ofFunction.length) / known.length);
  return { ...metrics, failedResponses };
}
