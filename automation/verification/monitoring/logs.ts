import { NAMES } from "../../../model/names";
import { functionsOnStage } from "../../../model/stage/functions";
import { PARALLEL_GROUPS, readLogGroup, type LogEvent } from "../../aws/monitoring/logEvents";
import { openLogs, type FilterLogs } from "../../aws/monitoring/logPages";
import { eachInParallel } from "../../aws/parallel";
import { failureIn, FAILURE_TERMS, type LogFailure } from "../../logs/failures";
import { redactLine } from "../../redaction/redact";
import { liveVersionFilter } from "./liveVersions";
import type { Subject } from "../subject";
import { Inconclusive, type Verdict } from "../verdict";

const MAX_SHOWN = 3;
const MAX_LENGTH = 300;

/**
 * Checks that no live version has crashed since the deployment started, or lacks a permission or resource. Failures count
 * also where another log group could not be read, or not in time.
 * @throws Inconclusive where there is no failure and a service has no log group
 * @throws DeployError AWS where there is no failure and a log group could not be read
 */
export async function checkLogs(subject: Subject, signal: AbortSignal, filter?: FilterLogs): Promise<Verdict> {
  const { target, stage, release, since } = subject;
  const services = new Set(functionsOnStage(stage, release).map(({ service }) => service.service));
  const groups = [...services].map((service) => NAMES.logGroup.of(stage, service));
  const isLive = liveVersionFilter(subject);
  const failures = new FailureSummary();
  const missing: string[] = [];
  const logs = filter ?? (await openLogs(target));
  const keep = (event: LogEvent): boolean => isLive(event) && failures.add(event);
  const query = { since, anyOf: FAILURE_TERMS, keep, signal };
  const read = async (group: string): Promise<void> => {
    if ((await readLogGroup(target, logs, group, query)) === null) missing.push(group);
  };
  const [unread] = await eachInParallel(groups, PARALLEL_GROUPS, read, () => signal.aborted);
  if (failures.count > 0) return { kind: "failed", reason: failures.summary() };
  if (unread !== undefined) throw unread.error;
  if (missing.length > 0)
    throw new Inconclusive(`the logs could not be read: log groups not found: ${missing.join(", ")}`);
  return { kind: "passed", note: `${String(groups.length)} log groups` };
}

/** Counts failures, and keeps the first of them. */
class FailureSummary {
  count = 0;
  #first: readonly (LogEvent & Pick<LogFailure, "hint">)[] = [];

  /** @returns false: the reader need not keep the line */
  add(event: LogEvent): boolean {
    const failure = failureIn(event.message);
    if (failure === null) return false;
    this.count += 1;
    const { hint } = failure;
    const found = { ...event, ...(hint === undefined ? {} : { hint }) };
    this.#first = [...this.#first, found].sort((a, b) => a.at - b.at).slice(0, MAX_SHOWN);
    return false;
  }

  summary(): string {
    const lines = this.#first.map(({ group, message, hint }) => {
      const line = `${group}: ${redactLine(message, MAX_LENGTH)}`;
      return hint === undefined ? line : `${line} (${hint})`;
    });
    const more = this.count - lines.length;
    return [...lines, ...(more > 0 ? [`and ${String(more)} more`] : [])].join("; ");
  }
}
