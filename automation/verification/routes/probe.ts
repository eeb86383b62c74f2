import { parseRoute, type Route } from "../../../model/catalog/route";
import { lambdaAuthorizerOf } from "../../../model/catalog/authorizer";
import type { Release } from "../../../model/release/release";
import type { StageFunction } from "../../../model/stage/functions";
import { isApiError } from "./apiErrors";

/** A request that checks a route. */
export interface RouteProbe {
  readonly route: Route;
  readonly with: "token" | "nothing";
  /** Whether the function is a placeholder, which returns 501. */
  readonly placeholder: boolean;
}

/**
 * The requests that check the routes of functions.
 * @param withToken methods that are requested with a token, too. Methods that change data only where the path has a
 *   parameter, which is an unknown id then: `PUT /users/me` would change the test user.
 * @param acceptsToken whether a function's authorizer accepts a bearer token. @default all do
 */
export function routeProbes(
  functions: readonly StageFunction[],
  withToken: readonly string[],
  acceptsToken: (fn: StageFunction) => boolean = () => true,
): readonly RouteProbe[] {
  return functions.flatMap((fn) => {
    const { spec, artifact } = fn;
    const placeholder = artifact.kind === "placeholder";
    return spec.routes.map(parseRoute).flatMap((route): readonly RouteProbe[] => {
      const { method, path, auth } = route;
      const changesNothing = method === "GET" || path.includes("{");
      return [
        { route, with: "nothing", placeholder },
        ...(auth === "jwt" && withToken.includes(method) && changesNothing && acceptsToken(fn)
          ? [{ route, with: "token", placeholder } as const]
          : []),
      ];
    });
  });
}

/** An id that names nothing, for the parameters of paths. */
export const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

/** A path with unknown ids in place of its parameters. */
export function pathWithUnknownIds(path: string): string {
  return path.replace(/\{[^}]+\}/g, UNKNOWN_ID);
}

export function hasBody(method: string): boolean {
  return !["GET", "HEAD", "OPTIONS"].includes(method);
}

const BEARER = "$request.header.authorization";

/**
 * Whether the authorizer of a function needs nothing but the bearer token, and has a handler. One that also needs a cookie
 * rejects a valid token, and a placeholder rejects every request.
 */
export function acceptsBearerToken(release: Release, fn: StageFunction): boolean {
  const authorizer = lambdaAuthorizerOf(release.catalog, fn);
  if (authorizer === undefined) return true;
  const { identitySource } = authorizer;
  return (
    identitySource.every((source) => source.toLowerCase() === BEARER) &&
    release.artifacts[authorizer.function]?.kind === "handler"
  );
}

/** Why a response is not what the route should return; null where it is. @param json its body */
export function responseProblem(
  { route, with: sent, placeholder }: RouteProbe,
  status: number,
  json: unknown,
): string | null {
  const name = `${route.method} ${route.path}`;
  // API Gateway itself responds to CORS preflight requests.
  if (route.method === "OPTIONS")
    return status < 300 ? null : `${name} rejects a CORS preflight request: ${String(status)}`;
  if (route.auth === "jwt" && sent === "nothing")
    return status === 401 || status === 403 ? null : `${name} without a token returned ${String(status)}, expected 401`;
  if (placeholder)
    return status === 501 ? null : `${name} is a placeholder and returned ${String(status)}, expected 501`;
  if (status >= 500) {
    const byApi = isApiError(json, "Internal Server Error", "Service Unavailable");
    return `${name} returned ${String(status)}${byApi ? ": API Gateway may not invoke the function, or got no valid response from it" : ""}`;
  }
  if (status === 404 && isApiError(json, "Not Found")) return `${name} returned 404: the API has no such route`;
  return sent === "token" ? tokenProblem(route, status, json) : null;
}

/**
 * Why a response shows that a valid token was rejected. A backend may deny access to an unknown id: then route, authorizer
 * and function work.
 */
function tokenProblem({ method, path }: Route, status: number, json: unknown): string | null {
  const name = `${method} ${path}`;
  if (status === 401) {
    const by = isApiError(json, "Unauthorized") ? " by the API's authorizer" : "";
    return `${name} rejects a valid token: 401${by}`;
  }
  if (status !== 403) return null;
  if (isApiError(json, "Forbidden")) return `${name} rejects a valid token: 403 by the API's authorizer`;
  return path.includes("{") ? null : `${name} rejects a valid token: 403`;
}
