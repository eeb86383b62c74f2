import { authorizerOf, JWT, JWT_SCHEME } from "./authorizer";
import { allFunctions, type CatalogFunction } from "./functions";
import { compareRoutes, operationId, pathParameters } from "./operation";
import { parseRoute, type Route } from "./route";
import type { Catalog } from "./schema/catalog";

/** Version of the document: of the OpenAPI description, not of a release. */
const DOCUMENT_VERSION = "1";

/**
 * The documentation of the API for its users, as OpenAPI 3.0: routes, their services and who may call them. The same for all
 * stages; functions that are absent from one have no route there.
 */
export function apiDocument(catalog: Catalog): string {
  const operations = allFunctions(catalog).flatMap((fn) =>
    fn.spec.routes.map((text) => ({ fn, route: parseRoute(text) })),
  );
  const paths: Record<string, Record<string, object>> = {};
  for (const { fn, route } of operations.sort((a, b) => compareRoutes(a.route, b.route))) {
    const path = (paths[route.path] ??= pathParameters(route.path));
    path[route.method.toLowerCase()] = operation(fn, route);
  }
  const document = {
    openapi: "3.0.3",
    info: { title: catalog.api.title, description: catalog.api.description, version: DOCUMENT_VERSION },
    tags: services(operations.map(({ fn }) => fn)),
    paths,
    components: { securitySchemes: securitySchemes(operations) },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function operation(fn: CatalogFunction, route: Route): object {
  return {
    operationId: operationId(route),
    tags: [fn.service.service],
    ...(route.auth === "jwt" ? { security: [{ [schemeOf(fn)]: [] }] } : { security: [] }),
    responses: { default: { description: "The function's answer" } },
  };
}

function schemeOf(fn: CatalogFunction): string {
  const name = authorizerOf(fn);
  return name === JWT ? JWT_SCHEME : name;
}

function services(functions: readonly CatalogFunction[]): readonly object[] {
  const purposes = new Map(functions.map(({ service }) => [service.service, service.purpose]));
  return [...purposes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, description]) => ({ name, description }));
}

function securitySchemes(
  operations: readonly { readonly fn: CatalogFunction; readonly route: Route }[],
): Record<string, object> {
  const used = operations.filter(({ route }) => route.auth === "jwt").map(({ fn }) => schemeOf(fn));
  return Object.fromEntries([...new Set(used)].sort().map((name) => [name, securityScheme(name)]));
}

function securityScheme(name: string): object {
  return name === JWT_SCHEME
    ? { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "Token of the user pool" }
    : { type: "apiKey", name: "Authorization", in: "header", description: `Checked by the authorizer ${name}` };
}
