import { allFunctions, type CatalogFunction } from "../catalog/functions";
import type { IdentityTriggers } from "../catalog/schema/identityTriggers";
import { handledTriggers } from "../catalog/identityTriggers";
import type { Artifact, Release } from "../release/release";
import type { AnyStage } from "./stage";

/** A function on a stage: its catalog entry, and its artifact in the release. */
export interface StageFunction extends CatalogFunction {
  readonly artifact: Artifact;
}

/** Functions of a release on a stage: all functions of the catalog except those absent from the stage. */
export function functionsOnStage(stage: AnyStage, release: Release): readonly StageFunction[] {
  const absent = new Set(stage.functions.absent);
  return allFunctions(release.catalog).flatMap((fn) => {
    const artifact = release.artifacts[fn.id];
    return artifact === undefined || absent.has(fn.id) ? [] : [{ ...fn, artifact }];
  });
}

/** Functions by their service, each list in the catalog's order. */
export function functionsByService(functions: readonly StageFunction[]): ReadonlyMap<string, readonly StageFunction[]> {
  const byService = new Map<string, StageFunction[]>();
  for (const fn of functions) {
    const { service } = fn.service;
    const members = byService.get(service);
    if (members === undefined) byService.set(service, [fn]);
    else members.push(fn);
  }
  return byService;
}

/** Cognito triggers whose function has a handler. A trigger with a placeholder would make every sign-in fail. */
export function triggersWithHandler(triggers: IdentityTriggers, functions: readonly StageFunction[]): IdentityTriggers {
  const handled = new Set(functions.flatMap(({ id, artifact }) => (artifact.kind === "handler" ? [id] : [])));
  return handledTriggers(triggers, (id) => handled.has(id));
}

/** Whether the stage accepts placeholders for handlers that are missing or fail to build; a rehearsal always does. */
export function acceptsPlaceholders({ rehearsal, functions }: AnyStage): boolean {
  return rehearsal !== undefined || functions.withoutHandler === "placeholder";
}

/** Functions with a placeholder that the stage does not accept. */
export function refusedPlaceholders(stage: AnyStage, release: Release): readonly string[] {
  if (acceptsPlaceholders(stage)) return [];
  return functionsOnStage(stage, release).flatMap((fn) => (fn.artifact.kind === "placeholder" ? [fn.id] : []));
}

/** Functions that the stage needs and the release has no artifact for. */
export function unbuiltFunctions(stage: AnyStage, release: Release): readonly string[] {
  const absent = new Set(stage.functions.absent);
  return allFunctions(release.catalog).flatMap(({ id }) =>
    absent.has(id) || release.artifacts[id] !== undefined ? [] : [id],
  );
}
