import { minutesText, type DrillReport } from "../../model/failover/drill";
import { count, duration } from "./duration";

/** A report of a drill for people. */
export function drillLines(report: DrillReport): readonly string[] {
  const { stage, to, set, recoveryTime, recoveryPoint, restored, error, id, remaining } = report;
  const figure = (name: string, { seconds, objectiveSeconds, isMet, way }: NonNullable<typeof recoveryTime>): string =>
    `  ${name}: ${minutesText(seconds)}, objective ${minutesText(objectiveSeconds)}: ${isMet ? "met" : "MISSED"} (${way} way)`;
  return [
    `Drill ${String(id)} of ${stage} on ${to}, set ${String(set)}${error === null ? "" : `: failed, ${error.code}`}`,
    ...(recoveryTime === null ? [] : [figure("recovery time, from the loss until the API was verified", recoveryTime)]),
    figure("recovery point, age of the set at the loss", recoveryPoint),
    ...(restored === null
      ? []
      : [
          `  restored and compared: ${count(restored.items, "item")} in ${count(restored.tables, "table")}, ${count(restored.users, "user")}, ${count(restored.objects, "object")}`,
        ]),
    ...longestSteps(report).map(({ step, milliseconds }) => `  ${step}: ${duration(milliseconds)}`),
    ...(remaining.length === 0 ? [] : [`  not removed, because the deployment role may not: ${remaining.join(", ")}`]),
  ];
}

const SHOWN_STEPS = 5;

function longestSteps({ steps }: DrillReport): DrillReport["steps"] {
  return [...steps].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, SHOWN_STEPS);
}
