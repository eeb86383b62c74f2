import { REQUEST } from "./schema/checks";
import type { Route } from "./route";

/** Whether a request such as `GET /tags/{{tagId}}?limit=1` matches a route. */
export function matchesRoute(route: Route, request: string): boolean {
  const [, method = "", path = ""] = REQUEST.exec(request) ?? [];
  if (method !== route.method) return false;
  const requested = (path.split("?")[0] ?? "").split("/");
  const declared = route.path.split("/");
  const isGreedy = declared.at(-1)?.endsWith("+}") === true;
  if (isGreedy ? requested.length < declared.length : requested.length !== declared.length) return false;
  return declared.every((part, index) => (part.startsWith("{") ? requested[index] !== "" : part === requested[index]));
}

/**
 * Compares two routes that match the same request: API Gateway prefers a static segment to a path variable, and a path
 * variable to a greedy one.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * @returns negative where `a` is preferred
 */
export function compareSpecificity(a: Route, b: Route): number {
  const [partsOfA, partsOfB] = [a.path.split("/"), b.path.split("/")];
  for (const [index, part] of partsOfA.entries()) {
    const difference = vagueness(part) - vagueness(partsOfB[index] ?? "");
    if (difference !== 0) return difference;
  }
  return 0;
}

function vagueness(part: string): 0 | 1 | 2 {
  if (!part.startsWith("{")) return 0;
  return part.endsWith("+}") ? 2 : 1;
}
