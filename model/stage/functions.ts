import { allFunctions, type CatalogFunction } from "../catalog/functions";
import { handledTriggers, type IdentityTriggers } from "../catalog/schema/identityTriggers";
import type { Artifact, Release } from "../release/release";
import type { Stage } from "./stage";

/** A function as a stage runs it: what the catalog says of it, and the artifact that the release gives it. */
export interface StageFunction extends CatalogFunction {
  readonly artifact: Artifact;
}

/** The functions that a release brings up on a stage: all of the catalog's, less those the stage does without. */
export function functionsOnStage(stage: Stage, release: Release): readonly StageFunction[] {
  const absent = new Set(stage.functions.absent);
  return allFunctions(release.catalog).flatMap((fn) => {
    const artifact = release.artifacts[fn.id];
    return artifact === undefined || absent.has(fn.id) ? [] : [{ ...fn, artifact }];
  });
}

/** Cognito's triggers that the functions of a stage have a handler for: without one, nobody could sign in. */
export function triggersWithHandler(triggers: IdentityTriggers, functions: readonly StageFunction[]): IdentityTriggers {
  const handled = new Set(functions.flatMap(({ id, artifact }) => (artifact.kind === "handler" ? [id] : [])));
  return handledTriggers(triggers, (id) => handled.has(id));
}

/** Whether the stage takes a placeholder for a handler that is missing or failed to build: a rehearsal always does. */
export function acceptsPlaceholders({ rehearsal, functions }: Stage): boolean {
  return rehearsal !== undefined || functions.withoutHandler === "placeholder";
}

/** Functions with a placeholder that the stage neither does without nor takes one for. */
export function refusedPlaceholders(stage: Stage, release: Release): readonly string[] {
  if (acceptsPlaceholders(stage)) return [];
  return functionsOnStage(stage, release).flatMap((fn) => (fn.artifact.kind === "placeholder" ? [fn.id] : []));
}

/** Functions of a release's catalog that the stage wants and the release was not built with. */
export function unbuiltFunctions(stage: Stage, release: Release): readonly string[] {
  const absent = new Set(stage.functions.absent);
  return allFunctions(release.catalog).flatMap(({ id }) =>
    absent.has(id) || release.artifacts[id] !== undefined ? [] : [id],
  );
}
