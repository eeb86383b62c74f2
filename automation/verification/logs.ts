import { NAMES } from "../../model/names";
import { functionsOnStage } from "../../model/stage/functions";
import { GROUPS_AT_ONCE, openLogs, readGroup, type FilterLogs, type LogEvent } from "../aws/logEvents";
import { eachInParallel } from "../aws/parallel";
import { ofLiveVersions } from "./liveVersions";
import { shownLine } from "./shown";
import type { Subject } from "./subject";
import { Undecided, type Verdict } from "./verdict";

/** What Lambda and Go say when a function ends badly; handled errors are none of these. */
const SIGNS = [
  "panic: ",
  "fatal error: ",
  "Task timed out",
  "Runtime.ExitError",
  "Runtime.Unhandled",
  "signal: killed",
  '"status":"timeout"',
];

const MOST_SHOWN = 3;
const LONGEST = 300;

/**
 * No live version has ended badly since the deployment began. What was found holds, also where another group could not be
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
  const query = { since, anyOf: SIGNS, keep: (event: LogEvent) => isLive(event) && problems.add(event), signal };
  const read = async (group: string): Promise<void> => {
    if ((await readGroup(target, ask, group, query)) === null) missing.push(group);
  };
  const [unread] = await eachInParallel(groups, GROUPS_AT_ONCE, read, () => signal.aborted);
  if (problems.count > 0) return { kind: "failed", reason: problems.told() };
  if (unread !== undefined) throw unread.error;
  if (missing.length > 0)
    throw new Undecided(`the logs could not be read: there is no log group ${missing.join(", ")}`);
  return { kind: "passed", note: `${String(groups.length)} log groups` };
}

/** Lines that say how functions ended badly, as they are read: how many, and the first of them. */
class Problems {
  count = 0;
  #first: readonly LogEvent[] = [];

  /** @returns false: nobody else has to keep it */
  add(event: LogEvent): boolean {
    this.count += 1;
    this.#first = [...this.#first, event].sort((a, b) => a.at - b.at).slice(0, MOST_SHOWN);
    return false;
  }

  told(): string {
    const shown = this.#first.map(({ group, message }) => `${group}: ${shownLine(message, LONGEST)}`);
    const more = this.count - shown.length;
    return [...shown, ...(more > 0 ? [`and ${String(more)} more`] : [])].join("; ");
  }
}
