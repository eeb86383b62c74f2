import { allFunctions, type FunctionId } from "./functions";
import { parseRoute } from "./route";
import type { Catalog } from "./schema/catalog";

/** A route that needs no token. */
export interface PublicRoute {
  /** `POST /auth/login` */
  readonly route: string;
  readonly function: FunctionId;
  /** Its path in the catalog. */
  readonly at: readonly PropertyKey[];
}

/** Public routes, except those for preflight requests of browsers (OPTIONS), which never have a token. */
export function publicRoutes(catalog: Catalog): readonly PublicRoute[] {
  return allFunctions(catalog).flatMap(({ id, name, service, spec }) =>
    spec.routes.flatMap((text, index) => {
      const { method, path, auth } = parseRoute(text);
      if (auth !== "none" || method === "OPTIONS") return [];
      const at = ["services", service.service, "functions", name, "routes", index];
      return [{ route: `${method} ${path}`, function: id, at }];
    }),
  );
}
