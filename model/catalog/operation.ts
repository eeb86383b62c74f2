import type { Route } from "./route";

/** Order of operations in documents. */
export function compareRoutes(a: Pick<Route, "method" | "path">, b: Pick<Route, "method" | "path">): number {
  const [left, right] = [`${a.path} ${a.method}`, `${b.path} ${b.method}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `get-users-userId` */
export function operationId({ method, path }: Pick<Route, "method" | "path">): string {
  return `${method.toLowerCase()} ${path}`.replace(/[^A-Za-z0-9]+/g, "-").replace(/-$/, "");
}

/** OpenAPI requires a declaration of every path parameter. */
export function pathParameters(path: string): Record<string, object> {
  const names = [...path.matchAll(/\{([^}+]+)\+?\}/g)].flatMap(([, name]) => name ?? []);
  if (names.length === 0) return {};
  return { parameters: names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })) };
}
