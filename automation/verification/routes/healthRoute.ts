import { apiServing, apisOf, MAIN_API } from "../../../model/catalog/apis";
import { parseRoute } from "../../../model/catalog/route";
import { NAMES } from "../../../model/names";
import { phaseNumber } from "../../../model/phases";
import type { Release } from "../../../model/release/release";
import { functionsOnStage } from "../../../model/stage/functions";
import type { Stage } from "../../../model/stage/stage";
import { isApiError } from "./apiErrors";
import { responseProblem, routeProbes, type RouteProbe } from "./probe";

export const HEALTH_PATH = "/health";
/** A path without a route. */
const UNKNOWN_PATH = "/-/no-such-route";

export interface HealthProbe extends RouteProbe {
  /** Number of the phase that deploys the function. */
  readonly phase: number;
  /** Physical name of the function. */
  readonly function: string;
}

/**
 * The function behind `GET /health` of a stage's main API, which may be a placeholder and may require a token; null: there is no such
 * route.
 */
export function healthProbe(stage: Stage, release: Release): HealthProbe | null {
  if (apiServing(apisOf(release.catalog), HEALTH_PATH) !== MAIN_API) return null;
  const fn = functionsOnStage(stage, release).find(({ spec }) => spec.routes.some(isHealthRoute));
  if (fn === undefined) return null;
  const probe = routeProbes([fn], []).find(({ route }) => route.method === "GET" && route.path === HEALTH_PATH);
  if (probe === undefined) return null;
  const physical = NAMES.function.of(stage, fn.service.service, fn.name);
  return { ...probe, phase: phaseNumber(fn.service.phase), function: physical };
}

/** @param text `GET /health public` */
function isHealthRoute(text: string): boolean {
  const { method, path } = parseRoute(text);
  return method === "GET" && path === HEALTH_PATH;
}

/** How to check that a stage's API responds: the path, and what is wrong with a response. */
export interface ApiHealthCheck {
  readonly path: string;
  readonly problem: (status: number, json: unknown) => string | null;
  /** The function that is asked; null: there is none, or its phase is not deployed. */
  readonly probe: HealthProbe | null;
}

/**
 * Uses `GET /health` where its function is deployed by a phase: a handler must succeed, a placeholder return 501, and a
 * function that requires a token reject the request. Without that route the API itself must return 404.
 * @param phase number of the phase that was deployed last
 */
export function apiHealthCheck(stage: Stage, release: Release, phase: number): ApiHealthCheck {
  const probe = healthProbe(stage, release);
  if (probe === null || probe.phase > phase) {
    const problem = (status: number, json: unknown): string | null =>
      status === 404 && isApiError(json, "Not Found")
        ? null
        : `the API returned ${String(status)}, expected its own 404`;
    return { path: UNKNOWN_PATH, problem, probe: null };
  }
  return {
    path: HEALTH_PATH,
    probe,
    problem: (status, json) => responseProblem(probe, status, json) ?? handlerProblem(probe, status, json),
  };
}

/** What the function of `GET /health` must return in addition to any other public route. */
function handlerProblem(probe: HealthProbe, status: number, json: unknown): string | null {
  if (probe.route.auth !== "none") return null;
  const { function: named } = (json ?? {}) as { readonly function?: unknown };
  if (probe.placeholder)
    return named === probe.function
      ? null
      : `GET ${HEALTH_PATH} returned 501, but not from the placeholder of ${probe.function}`;
  return status >= 200 && status < 300 ? null : `GET ${HEALTH_PATH} returned ${String(status)}, expected 200`;
}
