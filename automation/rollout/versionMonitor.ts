import { STAGE_ALARM, NAMES } from "../../model/names";
import type { RolloutLimits } from "../../model/stage/rollout";
import type { Stage } from "../../model/stage/stage";
import { memberAlarms, ringingAlarms, type Ringing } from "../aws/monitoring/alarms";
import type { Shift } from "../aws/functions/aliases";
import { openAnswers, type Answering, type FailedAnswer } from "../aws/monitoring/failedResponses";
import { readMetrics, type Reading } from "../aws/monitoring/metrics";
import type { AwsTarget } from "../aws/target";
import { judge, type Seen } from "./analysis";

/** A function whose traffic moves, and where its answers are told of. */
export type WatchedShift = Shift & Answering;

/** What one look at the new versions has shown. */
export interface Observation {
  /** What is beyond a limit, by function; the alarms of the stage among them. */
  readonly breaches: readonly Breach[];
  /** Functions whose new version has had traffic enough to be judged. */
  readonly judged: number;
}

export interface Breach {
  /** Physical name of the function; null where it is about the stage. */
  readonly name: string | null;
  readonly reason: string;
}

/** Looks at the new versions' numbers of a time. @param from Unix ms */
export type Watch = (from: number, signal: AbortSignal) => Promise<Observation>;

/** Numbers do not wait for logs, of which the next look reads more. ms */
const LOGS_PATIENCE = 5_000;

interface Watching {
  readonly warn: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Watches versions by their own numbers and answers, and the stage by its alarms. */
export async function openWatch(
  { target, stage }: { readonly target: AwsTarget; readonly stage: Stage },
  shifts: readonly WatchedShift[],
  limits: RolloutLimits,
  watching: Watching,
): Promise<Watch> {
  const alarms = stage.alarms.kind === "off" ? () => Promise.resolve([]) : await openAlarms(target, stage, watching);
  const answers = openAnswers(target, stage, shifts);
  let isRead = false;
  return async (from, signal) => {
    const window = { from, to: Date.now() };
    const [numbers, { failed, failure }, ringing] = await Promise.all([
      readMetrics(target, shifts.map(newVersion), window, signal),
      answers(from, AbortSignal.any([signal, AbortSignal.timeout(LOGS_PATIENCE)])),
      alarms(signal),
    ]);
    isRead ||= failure === null;
    const suspects = shifts.filter((_, index) => numbers[index] !== null);
    const usual = await readMetrics(target, suspects.map(oldVersion), window, signal);
    const judgements = shifts.map((shift, index) => {
      const at = suspects.indexOf(shift);
      const now = seenOf(numbers[index] ?? null, newVersion(shift), failed);
      const before = at < 0 ? null : seenOf(usual[at] ?? null, oldVersion(shift), failed);
      return { shift, judgement: judge(now, before, limits) };
    });
    const breaches = [
      ...judgements.flatMap(({ shift, judgement }) =>
        judgement.kind === "breached" ? [{ name: shift.name, reason: `version ${shift.to}: ${judgement.reason}` }] : [],
      ),
      ...ringing.map(({ name, reason }) => ({ name: null, reason: `the alarm ${name} rings: ${reason}` })),
    ];
    // What is known is enough to go back, and not to go on: logs that never were read are no answers that went well.
    if (breaches.length === 0 && !isRead && failure !== null) throw failure;
    return {
      breaches,
      judged: judgements.filter(({ judgement }) => judgement.kind !== "undecided").length,
    };
  };
}

/**
 * Alarms that ring for what came since. One that rang before says nothing of the new versions: it is told, and left out
 * until it was quiet once. Nor does one that is judged by a time which began before.
 */
async function openAlarms(
  target: AwsTarget,
  stage: Stage,
  { warn, signal }: Watching,
): Promise<(signal: AbortSignal) => Promise<readonly Ringing[]>> {
  const opened = Date.now();
  const members = await memberAlarms(target, NAMES.alarm.of(stage, STAGE_ALARM), signal);
  const before = new Set((await ringingAlarms(target, members, signal)).map(({ name }) => name));
  if (before.size > 0) warn(`Rings already, and does not stop this rollout: ${[...before].join(", ")}`);
  return async (within) => {
    const now = await ringingAlarms(target, members, within);
    for (const name of before) if (!now.some((one) => one.name === name)) before.delete(name);
    return now.filter(({ name, judgedFrom }) => !before.has(name) && (judgedFrom ?? opened) >= opened);
  };
}

interface Version {
  readonly name: string;
  readonly version: string;
}

function newVersion({ name, to }: Shift): Version {
  return { name, version: to };
}

function oldVersion({ name, from }: Shift): Version {
  return { name, version: from };
}

/** So many answers whose version is known say what the others are. */
const ENOUGH = 10;

/**
 * A version's numbers with its failed answers. Logs are there before numbers are: answers from after the last minute that
 * is counted are left for a later look, or they would be a share of too few.
 */
function seenOf(numbers: Reading | null, { name, version }: Version, failed: readonly FailedAnswer[]): Seen | null {
  if (numbers === null) return null;
  const told = failed.filter((answer) => answer.name === name && answer.at < numbers.until);
  const known = told.filter((answer) => answer.version !== null);
  const own = known.filter((answer) => answer.version === version).length;
  // What was not looked up is as what was, where that is enough to go by.
  const failedAnswers = known.length < ENOUGH ? own : Math.round((own * told.length) / known.length);
  return { ...numbers, failedAnswers };
}
