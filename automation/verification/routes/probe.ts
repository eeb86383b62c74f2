import { parseRoute, type Route } from "../../../model/catalog/route";
import { lambdaAuthorizerOf } from "../../../model/catalog/authorizer";
import type { Release } from "../../../model/release/release";
import type { StageFunction } from "../../../model/stage/functions";
import { isApiAnswer } from "./apiErrors";

/** One request to a route. */
export interface Probe {
  readonly route: Route;
  readonly with: "token" | "nothing";
  /** Whether a placeholder answers, by 501. */
  readonly placeholder: boolean;
}

/**
 * The requests that try the routes of functions.
 * @param withToken methods that are tried with a token too. Those that change something are so only where the path has a
 *   parameter, which then names nothing: `PUT /users/me` would change the one who asks.
 * @param takesToken whether a bearer token can get into a function's routes. @default all of them
 */
export function probesOf(
  functions: readonly StageFunction[],
  withToken: readonly string[],
  takesToken: (fn: StageFunction) => boolean = () => true,
): readonly Probe[] {
  return functions.flatMap((fn) => {
    const { spec, artifact } = fn;
    const placeholder = artifact.kind === "placeholder";
    return spec.routes.map(parseRoute).flatMap((route): readonly Probe[] => {
      const { method, path, auth } = route;
      const isHarmless = method === "GET" || path.includes("{");
      return [
        { route, with: "nothing", placeholder },
        ...(auth === "jwt" && withToken.includes(method) && isHarmless && takesToken(fn)
          ? [{ route, with: "token", placeholder } as const]
          : []),
      ];
    });
  });
}

const BEARER = "$request.header.authorization";

/**
 * Whether the authorizer of a function goes by the bearer token alone, and has a handler: one that also wants a cookie
 * refuses a good token, and a placeholder lets nobody in.
 */
export function takesBearerToken(release: Release, fn: StageFunction): boolean {
  const authorizer = lambdaAuthorizerOf(release.catalog, fn);
  if (authorizer === undefined) return true;
  const { identitySource } = authorizer;
  return (
    identitySource.every((source) => source.toLowerCase() === BEARER) &&
    release.artifacts[authorizer.function]?.kind === "handler"
  );
}

/** Why an answer is not what the route should give; null where it is. @param json its body */
export function complaintAbout(
  { route, with: sent, placeholder }: Probe,
  status: number,
  json: unknown,
): string | null {
  const name = `${route.method} ${route.path}`;
  // The gateway answers what browsers ask beforehand, whatever is behind the route.
  if (route.method === "OPTIONS") return status < 300 ? null : `${name} refuses a browser: ${String(status)}`;
  if (route.auth === "jwt" && sent === "nothing")
    return status === 401 || status === 403 ? null : `${name} without a token answers ${String(status)}, not 401`;
  if (placeholder) return status === 501 ? null : `${name} is a placeholder and answers ${String(status)}, not 501`;
  if (status >= 500) {
    const byApi = isApiAnswer(json, "Internal Server Error", "Service Unavailable");
    return `${name} answers ${String(status)}${byApi ? ": the API may not invoke the function, or got no valid answer from it" : ""}`;
  }
  if (status === 404 && isApiAnswer(json, "Not Found"))
    return `${name} leads nowhere: the API answers 404 because it has no such route`;
  return sent === "token" ? tokenComplaint(route, status, json) : null;
}

/**
 * Why an answer shows that a good token was refused. A backend may well say that somebody must not see or change what is
 * not theirs, and an id that names nothing is nobody's: then route, authorizer and function work.
 */
function tokenComplaint({ method, path }: Route, status: number, json: unknown): string | null {
  const name = `${method} ${path}`;
  if (status === 401) {
    const by = isApiAnswer(json, "Unauthorized") ? " by the API's authorizer" : "";
    return `${name} refuses a good token: 401${by}`;
  }
  if (status !== 403) return null;
  if (isApiAnswer(json, "Forbidden")) return `${name} refuses a good token: 403 by the API's authorizer`;
  return path.includes("{") ? null : `${name} refuses a good token: 403`;
}
