import type { VersionTotals } from "../../model/release/event";
import { weightedMedian } from "../aws/monitoring/metrics";
import type { VersionMetrics } from "./analysis";

/** Metrics of several versions together. @param versions null: no metrics */
export function totalsOf(versions: readonly (VersionMetrics | null)[]): VersionTotals {
  const known = versions.filter((version) => version !== null);
  const sum = (key: "invocations" | "errors" | "failedResponses"): number =>
    known.reduce((total, version) => total + version[key], 0);
  const durations = known.flatMap(({ p95, invocations }) => (p95 === null ? [] : [{ p95, invocations }]));
  return {
    invocations: sum("invocations"),
    errors: sum("errors"),
    failedResponses: sum("failedResponses"),
    p95: weightedMedian(durations),
  };
}
