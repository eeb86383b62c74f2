import { apiServing, apisOf, MAIN_API, type CatalogApi } from "./apis";
import { allFunctions, type CatalogFunction, type FunctionId } from "./functions";
import { parseRoute } from "./route";
import type { Catalog } from "./schema/catalog";

/** What an API has: each function with a route in it is an integration. */
interface ApiLoad {
  readonly api: CatalogApi;
  readonly routes: number;
  readonly functions: number;
}

export interface RoutedFunction {
  readonly id: FunctionId;
  readonly path: string;
}

export function apiLoads(
  catalog: Catalog,
  functions: readonly CatalogFunction[] = allFunctions(catalog),
): readonly ApiLoad[] {
  const byApi = routesByApi(catalog, functions);
  return apisOf(catalog).map((api) => {
    const routes = byApi.get(api.path) ?? [];
    return { api, routes: routes.length, functions: functionCount(routes) };
  });
}

/** Routes by the path of their API. */
export function routesByApi(
  catalog: Catalog,
  functions: readonly CatalogFunction[] = allFunctions(catalog),
): ReadonlyMap<string, readonly RoutedFunction[]> {
  const apis = apisOf(catalog);
  const byApi = new Map<string, RoutedFunction[]>();
  for (const { id, spec } of functions)
    for (const text of spec.routes) {
      const { path } = parseRoute(text);
      const api = apiServing(apis, path) ?? MAIN_API;
      const routes = byApi.get(api.path) ?? [];
      routes.push({ id, path });
      byApi.set(api.path, routes);
    }
  return byApi;
}

export function functionCount(routes: readonly RoutedFunction[]): number {
  return new Set(routes.map(({ id }) => id)).size;
}
