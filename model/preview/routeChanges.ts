import { catalogRouteKey } from "../catalog/apis";
import { API_PATH_TAG } from "../names";
import { ofType, type PlannedResource } from "../review/plannedResource";

/** A route that a deployment adds, removes or changes. */
export interface RouteChange {
  readonly change: "added" | "removed" | "changed";
  /** `GET /users/{id}` */
  readonly route: string;
  /** What differs, for a changed route: `function`, `authorization`, `integration`. */
  readonly parts: readonly string[];
}

interface Operation {
  readonly security?: unknown;
  readonly "x-amazon-apigateway-integration"?: { readonly uri?: unknown; readonly [other: string]: unknown };
}

const METHODS = new Set([
  "get",
  "put",
  "post",
  "delete",
  "options",
  "head",
  "patch",
  "trace",
  "x-amazon-apigateway-any-method",
]);

/** The changed routes of all APIs, which are OpenAPI documents for the engine: in the order of their paths. */
export function routeChanges(
  before: readonly PlannedResource[],
  after: readonly PlannedResource[],
): readonly RouteChange[] {
  const [old, next] = [operationsOf(before), operationsOf(after)];
  const routes = [...new Set([...old.keys(), ...next.keys()])].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
  return routes.flatMap((route): readonly RouteChange[] => {
    const [was, is] = [old.get(route), next.get(route)];
    if (was === undefined) return [{ change: "added", route, parts: [] }];
    if (is === undefined) return [{ change: "removed", route, parts: [] }];
    const parts = differingParts(was, is);
    return parts.length === 0 ? [] : [{ change: "changed", route, parts }];
  });
}

function pathOf(route: string): string {
  return route.slice(route.indexOf(" ") + 1);
}

/** Operations by route. A document that is known only after the deployment has none. */
function operationsOf(resources: readonly PlannedResource[]): ReadonlyMap<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const { inputs } of ofType(resources, "aws:apigatewayv2/api:Api")) {
    const api = { path: apiPathIn(inputs) };
    for (const [path, item] of Object.entries(pathsOf(inputs["body"])))
      for (const [method, operation] of Object.entries(item))
        if (METHODS.has(method)) operations.set(catalogRouteKey(api, `${nameOf(method)} ${path}`), operation);
  }
  return operations;
}

/** The path of an additional API, by its inputs; "" for the main one. */
export function apiPathIn(inputs: Readonly<Record<string, unknown>>): string {
  const tags = inputs["tags"];
  const path: unknown =
    typeof tags === "object" && tags !== null ? (tags as Readonly<Record<string, unknown>>)[API_PATH_TAG] : undefined;
  return typeof path === "string" ? path : "";
}

function nameOf(method: string): string {
  return method === "x-amazon-apigateway-any-method" ? "ANY" : method.toUpperCase();
}

function pathsOf(body: unknown): Readonly<Record<string, Readonly<Record<string, Operation>>>> {
  if (typeof body !== "string") return {};
  try {
    const { paths } = JSON.parse(body) as {
      readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    };
    return paths ?? {};
  } catch {
    return {};
  }
}

function differingParts(was: Operation, is: Operation): readonly string[] {
  const { uri: oldTarget, ...oldIntegration } = was["x-amazon-apigateway-integration"] ?? {};
  const { uri: target, ...integration } = is["x-amazon-apigateway-integration"] ?? {};
  const compared: readonly (readonly [string, unknown, unknown])[] = [
    ["function", oldTarget, target],
    ["authorization", was.security, is.security],
    ["integration", oldIntegration, integration],
  ];
  return compared.flatMap(([part, a, b]) => (JSON.stringify(a) === JSON.stringify(b) ? [] : [part]));
}
