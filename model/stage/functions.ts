import { allFunctions, type CatalogFunction } from "../catalog/functions";
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

/** Whether a stage takes a placeholder for a function without handler. */
export function acceptsPlaceholders(stage: Stage): boolean {
  return stage.rehearsal !== undefined || stage.functions.withoutHandler === "placeholder";
}

/** Functions without handler that the stage neither does without nor takes a placeholder for. */
export function refusedPlaceholders(stage: Stage, release: Release): readonly string[] {
  if (acceptsPlaceholders(stage)) return [];
  return functionsOnStage(stage, release).flatMap((fn) => (fn.artifact.kind === "placeholder" ? [fn.id] : []));
}
