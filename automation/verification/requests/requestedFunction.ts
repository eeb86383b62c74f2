import type { CheckStep } from "../../../model/catalog/schema/checks";
import { allFunctions, type CatalogFunction } from "../../../model/catalog/functions";
import { compareSpecificity, matchesRoute } from "../../../model/catalog/requestedRoute";
import { parseRoute } from "../../../model/catalog/route";
import type { Release } from "../../../model/release/release";
import { functionsOnStage } from "../../../model/stage/functions";
import type { Subject } from "../subject";
import { Inconclusive } from "../verdict";

/** The function that API Gateway invokes for a request of a check: `GET /tags/{{tagId}}` matches `GET /tags/{tagId}`. */
export function requestedFunction(release: Release, request: string): CatalogFunction | null {
  const matches = allFunctions(release.catalog).flatMap((fn) =>
    fn.spec.routes
      .map(parseRoute)
      .filter((route) => matchesRoute(route, request))
      .map((route) => ({ fn, route })),
  );
  const [first] = matches.sort((a, b) => compareSpecificity(a.route, b.route));
  return first?.fn ?? null;
}

/** A step that expects this status accepts a placeholder. */
const PLACEHOLDER_STATUS = 501;

/** @throws Inconclusive where a step's function is a placeholder or absent: there is no handler to check */
export function requireHandlers({ stage, release }: Subject, steps: readonly CheckStep[]): void {
  const present = new Map(functionsOnStage(stage, release).map((fn) => [fn.id, fn]));
  for (const { request, expect } of steps) {
    const fn = requestedFunction(release, request);
    if (fn === null || [expect].flat().includes(PLACEHOLDER_STATUS)) continue;
    const onStage = present.get(fn.id);
    if (onStage === undefined)
      throw new Inconclusive(`${request}: the function ${fn.id} is absent on ${stage.name}`, "absent");
    if (onStage.artifact.kind === "placeholder")
      throw new Inconclusive(`${request}: the handler of ${fn.id} is a placeholder`, "placeholder");
  }
}
