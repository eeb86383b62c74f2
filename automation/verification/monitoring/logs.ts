import { NAMES } from "../../../model/names";
import { functionsOnStage } from "../../../model/stage/functions";
import { PARALLEL_GROUPS, readLogGroup, type LogEvent } from "../../aws/monitoring/logEvents";
import { openLogs, type FilterLogs } from "../../aws/monitoring/logPages";
import { eachInParallel } from "../../aws/parallel";
import { failureIn, FAILURE_TERMS, type LogFailure } from "../../logs/failures";
import { redactLine } from "../../redaction/redact";
import { ofLiveVersions } from "./liveVersions";
import type { Subject } from "../subject";
import { Undecided, type Verdict } from "../verdict";

const MAX_SHOWN = 3;
const MAX_LENGTH = 300;

/**
 * No live version has ended badly since the deployment began, or was refused what a deployment should have given it. What was found holds, also where another group could not be
 * read, or not in time.
 * @throws Undecided where nothing was found and a service has no log group
 * @throws DeployError AWS where nothing was found and not all could be read
 */
export async function checkLogs(subject: Subject, signal: AbortSignal, filter?: FilterLogs): Promise<Verdict> {
  const { target, stage, release, since } = subject;
  const services = new Set(functionsOnStage(stage, release).map(({ service }) => service.service));
  const groups = [...services].map((service) => NAMES.logGroup.of(stage, service));
  const isLive = ofLiveVersions(subject);
  const problems = new Problems();
  const missing: string[] = [];
  const ask = filter ?? (await openLogs(target));
  const keep = (event: LogEvent): boolean => isLive(event) && problems.add(event);
  const query = { since, anyOf: FAILURE_TERMS, keep, signal };
  const read = async (group: string): Promise<void> => {
    if ((await readLogGroup(target, ask, group, query)) === null) missing.push(group);
  };
  const [unread] = await eachInParallel(groups, PARALLEL_GROUPS, read, () => signal.aborted);
  if (problems.count > 0) return { kind: "failed", reason: problems.summary() };
  if (unread !== undefined) throw unread.error;
  if (missing.length > 0)
    throw new Undecided(`the logs could not be read: there is no log group ${missing.join(", ")}`);
  return { kind: "passed", note: `${String(groups.length)} log groups` };
}

/** Lines that tell of failures, as they are read: how many, and the first of them. */
class Problems {
  count = 0;
  #first: readonly (LogEvent & Pick<LogFailure, "hint">)[] = [];

  /** @returns false: the reader does not have to keep it */
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
