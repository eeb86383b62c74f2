import { parseRoute, type Route } from "./route";
import type { Catalog } from "./schema/catalog";
import type { FunctionSpec } from "./schema/service";

/** An HTTP API of a stage. */
export interface CatalogApi {
  /** Path that its routes begin with: `/reports`. "" for the main API, which has all other routes. */
  readonly path: string;
  /** In names of resources: `api`, `api-reports`. */
  readonly name: string;
  /** null for the main API */
  readonly purpose: string | null;
}

export const MAIN_API: CatalogApi = { path: "", name: "api", purpose: null };

/** The main API, and the additional ones in the order of their paths. */
export function apisOf({ api }: Pick<Catalog, "api">): readonly CatalogApi[] {
  const additional = Object.entries(api.apis ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [MAIN_API, ...additional.map(([path, { purpose }]) => ({ path, name: apiNameOf(path), purpose }))];
}

/** The APIs that have a route of these functions, and always the main one. */
export function apisWithRoutes(
  catalog: Pick<Catalog, "api">,
  functions: readonly { readonly spec: Pick<FunctionSpec, "routes"> }[],
): readonly CatalogApi[] {
  const apis = apisOf(catalog);
  if (apis.length === 1) return apis;
  const used = new Set(
    functions.flatMap(({ spec }) => spec.routes.map((text) => apiServing(apis, parseRoute(text).path))),
  );
  return apis.filter((api) => api === MAIN_API || used.has(api));
}

/** `/reports/v1` as `api-reports-v1` */
export function apiNameOf(path: string): string {
  return `${MAIN_API.name}${path.replaceAll("/", "-")}`;
}

/**
 * The API that serves a path: API Gateway chooses the mapping with the longest matching path, and the main API where none matches.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mappings.html
 * @param path may have a query string
 */
export function apiServing<T extends { readonly path: string }>(apis: readonly T[], path: string): T | undefined {
  return apis
    .filter((api) => isBelow(path, api.path))
    .reduce<T | undefined>(
      (best, api) => (best === undefined || api.path.length > best.path.length ? api : best),
      undefined,
    );
}

/** Whether a path is `prefix` or below it, segment by segment: `/reportsx` is not below `/reports`. */
export function isBelow(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && ["", "/", "?"].includes(path.charAt(prefix.length));
}

/** A path as its API matches it, and its functions get it: without the path of the API. */
export function pathInApi({ path: prefix }: Pick<CatalogApi, "path">, path: string): string {
  const rest = path.slice(prefix.length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** A route as users call it, from the route key of its API: `GET /reports/summary` from `GET /summary`. */
export function catalogRouteKey({ path: prefix }: Pick<CatalogApi, "path">, key: string): string {
  const space = key.indexOf(" ");
  if (prefix === "" || space < 0) return key;
  const path = key.slice(space + 1);
  return `${key.slice(0, space)} ${prefix}${path === "/" ? "" : path}`;
}

/** A route with the path that its API matches. */
export function routeInApi(catalog: Pick<Catalog, "api">, route: Route): Route {
  const api = apiServing(apisOf(catalog), route.path) ?? MAIN_API;
  return api === MAIN_API ? route : { ...route, path: pathInApi(api, route.path) };
}
