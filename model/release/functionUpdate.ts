import type { FunctionId } from "../catalog/functions";
import type { Catalog } from "../catalog/schema/catalog";
import type { Service } from "../catalog/schema/service";
import type { Stage } from "../stage/stage";
import { functionsOnStage, type StageFunction } from "../stage/functions";
import type { Release } from "./release";

/**
 * What may differ in a function such that only its own resource changes, and its alias, which follows each new version. No other
 * resource of the program reads these. A timeout is none of them: alarms have thresholds made of it.
 */
export type FunctionProperty = "code" | "memory";

/** A function that a release updates. */
export interface FunctionUpdate {
  readonly id: FunctionId;
  /** At least one. */
  readonly changed: readonly FunctionProperty[];
}

/** A release with the code and memory sizes of another: if they differ all the same, then in more than updates of functions. */
export function withFunctionsOf(live: Release, next: Release): Release {
  return { ...next, artifacts: live.artifacts, catalog: withMemoryOf(live.catalog, next.catalog) };
}

function withMemoryOf(live: Catalog, next: Catalog): Catalog {
  const services = Object.entries(next.services).map(([name, service]) => {
    const before = live.services[name];
    return [name, before === undefined ? service : serviceWithMemoryOf(before, service)];
  });
  return { ...next, services: Object.fromEntries(services) as Catalog["services"] };
}

function serviceWithMemoryOf(live: Service, next: Service): Service {
  const functions = Object.entries(next.functions).map(([name, { memory: _, ...spec }]) => {
    const memory = live.functions[name]?.memory;
    return [name, memory === undefined ? spec : { ...spec, memory }];
  });
  return {
    ...next,
    defaults: { ...next.defaults, memory: live.defaults.memory },
    functions: Object.fromEntries(functions) as Service["functions"],
  };
}

/**
 * The functions of a stage that a release updates, if nothing but functions differs.
 * @returns null where there is none, or not both releases have the same handlers and placeholders
 */
export function functionUpdates(stage: Stage, live: Release, next: Release): readonly FunctionUpdate[] | null {
  if (artifactKinds(live) !== artifactKinds(next)) return null;
  const before = new Map(functionsOnStage(stage, live).map((fn) => [fn.id, fn]));
  const updates = functionsOnStage(stage, next).flatMap((fn): readonly FunctionUpdate[] => {
    const changed = changedProperties(before.get(fn.id), fn);
    return changed.length === 0 ? [] : [{ id: fn.id, changed }];
  });
  return updates.length === 0 ? null : updates;
}

function artifactKinds({ artifacts }: Release): string {
  return JSON.stringify(
    Object.entries(artifacts)
      .map(([id, { kind }]) => [id, kind])
      .sort(),
  );
}

function changedProperties(live: StageFunction | undefined, next: StageFunction): readonly FunctionProperty[] {
  const [before, now] = [live === undefined ? null : propertiesOf(live), propertiesOf(next)];
  return (["code", "memory"] as const).filter((property) => before?.[property] !== now[property]);
}

function propertiesOf({ artifact, spec, service }: StageFunction): Readonly<Record<FunctionProperty, string | number>> {
  return { code: artifact.digest, memory: spec.memory ?? service.defaults.memory };
}
