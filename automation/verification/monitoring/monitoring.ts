import type { CheckSpec } from "../../../model/catalog/schema/checks";
import { DeployError } from "../../../model/errors";
import { Inconclusive, type Verdict } from "../verdict";

/**
 * Kinds of checks that only read monitoring data of the stage, and the data that each reads. A rollback runs none of them:
 * its release was monitored when it was new, and the data of today may come from the release that it replaces.
 */
export const MONITORING_SOURCES = {
  metrics: "the metrics",
  logs: "the logs",
  traces: "the traces",
} as const satisfies Partial<Record<CheckSpec["kind"], string>>;
type MonitoringKind = keyof typeof MONITORING_SOURCES;

export function isMonitoringCheck(kind: CheckSpec["kind"]): kind is MonitoringKind {
  return Object.hasOwn(MONITORING_SOURCES, kind);
}

/**
 * Runs a monitoring check. An error of AWS (no permission, throttling, a lost connection, a time-out) says nothing about the
 * stage, so the check is inconclusive.
 * @throws Inconclusive where AWS did not return the data
 */
export async function runMonitoringCheck(kind: MonitoringKind, run: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    throw new Inconclusive(`${MONITORING_SOURCES[kind]} could not be read: ${error.what}`);
  }
}
