import { authorizerOf, lambdaAuthorizerOf } from "../catalog/authorizer";
import type { FunctionId } from "../catalog/functions";
import { parseRoute } from "../catalog/route";
import type { Release } from "../release/release";
import { functionsOnStage } from "./functions";
import type { Stage } from "./stage";

/** A Lambda authorizer whose function is absent from the stage, and its routes: API Gateway answers 500 on them. */
export interface AbsentAuthorizer {
  readonly authorizer: string;
  readonly function: FunctionId;
  /** `GET /users/{userId}` */
  readonly routes: readonly string[];
}

/** Lambda authorizers used by a stage's routes whose function is absent from the stage. */
export function absentAuthorizers(stage: Stage, release: Release): readonly AbsentAuthorizer[] {
  const functions = functionsOnStage(stage, release);
  const present = new Set(functions.map(({ id }) => id));
  const absent = new Map<string, AbsentAuthorizer>();
  for (const fn of functions) {
    const called = lambdaAuthorizerOf(release.catalog, fn)?.function;
    const routes = fn.spec.routes.map(parseRoute).filter(({ auth }) => auth === "jwt");
    if (called === undefined || present.has(called) || routes.length === 0) continue;
    const authorizer = authorizerOf(fn);
    const others = absent.get(authorizer)?.routes ?? [];
    const own = routes.map(({ method, path }) => `${method} ${path}`);
    absent.set(authorizer, { authorizer, function: called, routes: [...others, ...own] });
  }
  return [...absent.values()];
}
