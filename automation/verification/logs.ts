import { NAMES } from "../../model/names";
import { functionsOnStage } from "../../model/stage/functions";
import { readLogEvents } from "../aws/logEvents";
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

/** No function has ended badly since the deployment began. Undecided where a service has no log group. */
export async function checkLogs({ target, stage, release, since }: Subject, signal: AbortSignal): Promise<Verdict> {
  const services = new Set(functionsOnStage(stage, release).map(({ service }) => service.service));
  const groups = [...services].map((service) => NAMES.logGroup.of(stage, service));
  const { events: problems, missing } = await readLogEvents(target, { groups, since, anyOf: SIGNS, signal });
  if (problems.length === 0 && missing.length > 0)
    throw new Undecided(`the logs could not be read: there is no log group ${missing.join(", ")}`);
  if (problems.length === 0) return { kind: "passed", note: `${String(groups.length)} log groups` };
  const shown = problems.slice(0, MOST_SHOWN).map(({ group, message }) => `${group}: ${shownLine(message, LONGEST)}`);
  const more = problems.length > shown.length ? [`and ${String(problems.length - shown.length)} more`] : [];
  return { kind: "failed", reason: [...shown, ...more].join("; ") };
}
