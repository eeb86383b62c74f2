import type { Finding } from "../finding";
import { allFunctions } from "../functions";
import { parseRoute } from "../route";
import type { Rule, RuleContext } from "./check";

interface Placed {
  readonly at: readonly PropertyKey[];
  readonly owner: string;
  readonly method: string;
  readonly path: string;
}

/** Each route once, and each position of a path under one parameter name. */
export const routes: Rule = (catalog, context) => {
  const placed = allFunctions(catalog).flatMap(({ id, name, service, spec }) =>
    spec.routes.map((text, index): Placed => {
      const { method, path } = parseRoute(text);
      return { at: ["services", service.service, "functions", name, "routes", index], owner: id, method, path };
    }),
  );
  return [...duplicates(placed, context), ...parameterNames(placed, context)];
};

function duplicates(placed: readonly Placed[], context: RuleContext): readonly Finding[] {
  const first = new Map<string, Placed>();
  return placed.flatMap((route) => {
    const key = `${route.method} ${route.path}`;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, route);
      return [];
    }
    return [
      context.find(route.at, {
        code: "ROUTE_TWICE",
        subject: key,
        reason: `${key} is already ${earlier.owner}'s`,
        remedy: "Give the route to one function.",
        severity: "error",
      }),
    ];
  });
}

/** `/platforms/{id}` beside `/platforms/{platformId}/sources`: one position, two names. */
function parameterNames(placed: readonly Placed[], context: RuleContext): readonly Finding[] {
  const names = new Map<string, { readonly name: string; readonly path: string }>();
  const reported = new Set<string>();
  return placed.flatMap((route) => {
    const parts = route.path.split("/");
    return parts.flatMap((part, index) => {
      if (!part.startsWith("{")) return [];
      const position = `${parts
        .slice(0, index)
        .map((before) => (before.startsWith("{") ? "{}" : before))
        .join("/")}/{}`;
      const known = names.get(position);
      if (known === undefined) names.set(position, { name: part, path: route.path });
      if (known === undefined || known.name === part || reported.has(route.path)) return [];
      reported.add(route.path);
      return [
        context.find(route.at, {
          code: "ROUTE_PARAMETER_NAMES",
          subject: route.path,
          reason: `${part} stands where ${known.path} has ${known.name}`,
          remedy: "Give one position one name.",
          severity: "error" as const,
        }),
      ];
    });
  });
}
