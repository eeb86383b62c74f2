import type { StageName } from "./name";
import type { Stage } from "./stage";

/** A key whose value differs between stages. A list is one value, and its order counts. */
export interface StageDifference {
  /** `api.throttle.burst` */
  readonly key: string;
  /** Value by stage; null if the stage does not have the key. */
  readonly values: Readonly<Partial<Record<StageName, string | null>>>;
}

/** Keys that always differ, and what follows from `recovery.into`. */
const UNCOMPARED = ["name", "short", "recoveryStage"];

/** Every key whose value is not the same on all given stages, in the order of the stage file. */
export function stageDifferences(stages: readonly Stage[]): readonly StageDifference[] {
  const flat = stages.map((stage) => ({ name: stage.name, values: flatten(stage, "") }));
  const keys = [...new Set(flat.flatMap(({ values }) => [...values.keys()]))].filter(
    (key) => !UNCOMPARED.includes(key.split(".")[0] ?? ""),
  );
  return keys.flatMap((key) => {
    const stageValues = flat.map(({ name, values }) => [name, values.get(key) ?? null] as const);
    const [first] = stageValues;
    if (stageValues.every(([, value]) => value === first?.[1])) return [];
    return [{ key, values: Object.fromEntries(stageValues) }];
  });
}

function flatten(value: object, prefix: string): ReadonlyMap<string, string> {
  const entries = Object.entries(value).flatMap(([key, member]: [string, unknown]): (readonly [string, string])[] => {
    const path = `${prefix}${key}`;
    if (typeof member === "object" && member !== null && !Array.isArray(member)) {
      return [...flatten(member, `${path}.`)];
    }
    return [[path, typeof member === "string" ? member : JSON.stringify(member)]];
  });
  return new Map(entries);
}
