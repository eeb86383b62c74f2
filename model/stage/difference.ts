import type { StageName } from "./name";
import type { Stage } from "./stage";

/** A key on which stages differ, and what each says. Lists are one value: their order counts. */
export interface StageDifference {
  /** `api.throttle.burst` */
  readonly key: string;
  /** By stage; null where a stage has no such key. */
  readonly values: Readonly<Partial<Record<StageName, string | null>>>;
}

/** Who a stage is, which is never the same. */
const IDENTITY = new Set(["name", "short"]);

/** Every key that does not say the same on all the stages given, in the order of the stage's file. */
export function stageDifferences(stages: readonly Stage[]): readonly StageDifference[] {
  const flat = stages.map((stage) => ({ name: stage.name, values: flatten(stage, "") }));
  const keys = [...new Set(flat.flatMap(({ values }) => [...values.keys()]))].filter((key) => !IDENTITY.has(key));
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
