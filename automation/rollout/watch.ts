import { STAGE_ALARM, NAMES } from "../../model/names";
import type { RolloutLimits } from "../../model/stage/rollout";
import type { Stage } from "../../model/stage/stage";
import { alarmState } from "../aws/alarmState";
import type { Shift } from "../aws/aliases";
import { readMetrics } from "../aws/metrics";
import type { AwsTarget } from "../aws/target";
import { judge } from "./judgement";

/** What one look at the new versions has shown. */
export interface Observation {
  /** What is beyond a limit, by function; the alarm of the stage among them. */
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

/**
 * Watches versions by their own numbers, and the stage by its alarm. One that rings already says nothing of the new
 * versions: it is told, and left out.
 */
export async function openWatch(
  { target, stage }: { readonly target: AwsTarget; readonly stage: Stage },
  shifts: readonly Shift[],
  limits: RolloutLimits,
  { warn, signal }: { readonly warn: (line: string) => void; readonly signal: AbortSignal },
): Promise<Watch> {
  const alarm = stage.alarms.kind === "off" ? null : NAMES.alarm.of(stage, STAGE_ALARM);
  const rings = alarm !== null && (await alarmState(target, alarm, signal)).kind === "rings";
  if (rings) warn(`The alarm ${alarm} rings already: it does not stop this rollout`);
  return async (from, within) => {
    const to = Date.now();
    const [numbers, stageAlarm] = await Promise.all([
      readMetrics(target, shifts.map(newVersion), { from, to }, within),
      alarm === null || rings ? { kind: "quiet" as const } : alarmState(target, alarm, within),
    ]);
    const suspects = shifts.filter((_, index) => numbers[index] !== null);
    const usual = await readMetrics(target, suspects.map(oldVersion), { from, to }, within);
    const judgements = shifts.map((shift, index) => {
      const at = suspects.indexOf(shift);
      return { shift, judgement: judge(numbers[index] ?? null, at < 0 ? null : (usual[at] ?? null), limits) };
    });
    return {
      breaches: [
        ...judgements.flatMap(({ shift, judgement }) =>
          judgement.kind === "breached"
            ? [{ name: shift.name, reason: `version ${shift.to}: ${judgement.reason}` }]
            : [],
        ),
        ...(stageAlarm.kind === "rings"
          ? [{ name: null, reason: `the stage's alarm rings: ${stageAlarm.reason}` }]
          : []),
      ],
      judged: judgements.filter(({ judgement }) => judgement.kind !== "undecided").length,
    };
  };
}

function newVersion({ name, to }: Shift): { readonly name: string; readonly version: string } {
  return { name, version: to };
}

function oldVersion({ name, from }: Shift): { readonly name: string; readonly version: string } {
  return { name, version: from };
}
