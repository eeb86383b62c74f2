import type { Finding } from "../../../finding";
import { allFunctions } from "../../../functions";
import { parseRoute } from "../../../route";
import type { Catalog } from "../../../schema/catalog";
import type { Path, Rule, RuleContext } from "../../rule";

interface RouteEntry {
  readonly at: Path;
  /** The function of the route: `users/usersGetMe`. */
  readonly owner: string;
  readonly method: string;
  readonly path: string;
  readonly parts: readonly string[];
  readonly isPublic: boolean;
}

/** Routes are valid and unique, use one parameter name per path position, and no public route shadows another. */
export const routes: Rule = (catalog, context) => {
  const inFiles = allFunctions(catalog).flatMap(({ id, name, service, spec }) =>
    spec.routes.map((text, index): RouteEntry => {
      const { method, path, auth } = parseRoute(text);
      const at = ["services", service.service, "functions", name, "routes", index];
      return { at, owner: id, method, path, parts: path.split("/").slice(1), isPublic: auth === "none" };
    }),
  );
  // Of two routes in conflict, the newer one is compared with the older one.
  const entries = context.oldestFirst(inFiles);
  const wellFormed = entries.filter(({ path }) => pathProblem(path) === null);
  return [
    ...entries.flatMap((route) => malformedRoute(context, route)),
    ...duplicates(wellFormed, context),
    ...parameterNames(wellFormed, context),
    ...shadowedRoutes(wellFormed, context),
    ...corsFindings(catalog, wellFormed, context),
  ];
};

/** Why API Gateway would reject a path; null if it is valid. */
function pathProblem(path: string): string | null {
  const parts = path.split("/").slice(1);
  if (path !== "/" && parts.includes("")) return "it has an empty segment";
  const greedy = parts.findIndex((part) => /^\{[^}]*\+\}$/.test(part));
  if (greedy >= 0 && greedy < parts.length - 1) return "a greedy parameter {name+} is allowed only at the end";
  const invalidPart =
    path === "/" ? undefined : parts.find((part) => !/^(?:[A-Za-z0-9._~:-]+|\{[A-Za-z0-9._-]+\+?\})$/.test(part));
  if (invalidPart !== undefined) return `"${invalidPart}" is neither a literal segment nor a parameter in braces`;
  const names = parts.filter((part) => part.startsWith("{"));
  return new Set(names).size < names.length ? "two parameters have the same name" : null;
}

function malformedRoute(context: RuleContext, { at, method, path }: RouteEntry): readonly Finding[] {
  const reason = pathProblem(path);
  if (reason === null) return [];
  const subject = `${method} ${path}`;
  const remedy = 'Write it as "GET /tags/{tagId}".';
  return [
    context.report(at, { code: "ROUTE_INVALID", subject, reason: `${subject}: ${reason}`, remedy, severity: "error" }),
  ];
}

function duplicates(entries: readonly RouteEntry[], context: RuleContext): readonly Finding[] {
  const first = new Map<string, RouteEntry>();
  return entries.flatMap((route) => {
    const key = `${route.method} ${route.path}`;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, route);
      return [];
    }
    return [
      context.report(
        route.at,
        {
          code: "ROUTE_TWICE",
          subject: key,
          reason: `${key} of ${route.owner} is already a route of ${earlier.owner}`,
          remedy: "Remove one of the two.",
          severity: "error" as const,
        },
        [earlier.at],
      ),
    ];
  });
}

/**
 * Two parameter names at one path position. API Gateway allows `/platforms/{id}` and `/platforms/{platformId}/sources`: a
 * warning, because it is usually unintended. Two names in otherwise equal paths are a duplicate path: an error.
 */
function parameterNames(entries: readonly RouteEntry[], context: RuleContext): readonly Finding[] {
  const names = new Map<string, RouteEntry & { readonly name: string }>();
  const paths = new Map<string, string>();
  const reported = new Set<string>();
  return entries.flatMap((route) => {
    const shape = shapeOf(route.parts);
    const samePath = (paths.get(shape) ?? route.path) !== route.path;
    paths.set(shape, paths.get(shape) ?? route.path);
    return route.parts.flatMap((part, index) => {
      if (!part.startsWith("{")) return [];
      const position = shapeOf(route.parts.slice(0, index));
      const known = names.get(position);
      if (known === undefined) names.set(position, { ...route, name: part });
      if (known === undefined || known.name === part || reported.has(route.path)) return [];
      reported.add(route.path);
      return [
        context.report(
          route.at,
          {
            code: "ROUTE_PARAMETER_NAMES",
            subject: route.path,
            alsoSubjects: pathsWith(entries, position, known.name),
            reason: `${part} is at the position where ${known.path} has ${known.name}`,
            remedy: samePath
              ? "Use the same name at one position."
              : "Use the same name at one position, or suppress this with a reason.",
            severity: samePath ? ("error" as const) : ("warning" as const),
          },
          [known.at],
        ),
      ];
    });
  });
}

/** Paths with this parameter name at a position, so that a suppression is valid for either name. */
function pathsWith(entries: readonly RouteEntry[], position: string, name: string): readonly string[] {
  const index = position === "" ? 0 : position.split("/").length;
  const same = entries.filter(({ parts }) => parts[index] === name && shapeOf(parts.slice(0, index)) === position);
  return [...new Set(same.map(({ path }) => path))];
}

/** `/tags/{tagId}` as `tags/{}`. */
function shapeOf(parts: readonly string[]): string {
  return parts.map((part) => (part.startsWith("{") ? "{}" : part)).join("/");
}

/**
 * A public route that matches requests of a protected one: with `GET /users/export public` and `GET /users/{userId}`, the
 * user with the id "export" is served without a token. AWS does not report it: the most specific route wins.
 */
function shadowedRoutes(entries: readonly RouteEntry[], context: RuleContext): readonly Finding[] {
  const byShape = new Map<string, RouteEntry[]>();
  for (const route of entries) {
    const key = `${route.method} ${String(route.parts.length)}`;
    byShape.set(key, [...(byShape.get(key) ?? []), route]);
  }
  return entries.flatMap((route) => {
    if (!route.isPublic) return [];
    const key = `${route.method} ${String(route.parts.length)}`;
    const covered = byShape
      .get(key)
      ?.find((other) => !other.isPublic && other.path !== route.path && overlap(route, other));
    if (covered === undefined) return [];
    return [
      context.report(
        route.at,
        {
          code: "ROUTE_SHADOWS",
          subject: `${route.method} ${route.path}`,
          reason: `the public ${route.path} matches some requests that ${covered.owner}'s ${covered.path} requires a token for`,
          remedy: "Change the path of the public route, or suppress this with a reason.",
          severity: "warning" as const,
        },
        [covered.at],
      ),
    ];
  });
}

function overlap(a: RouteEntry, b: RouteEntry): boolean {
  return a.parts.every((part, index) => {
    const other = b.parts[index] ?? "";
    return part === other || part.startsWith("{") || other.startsWith("{");
  });
}

/** Browsers cannot call methods that the CORS preflight response does not list. */
function corsFindings(catalog: Catalog, entries: readonly RouteEntry[], context: RuleContext): readonly Finding[] {
  const allowed = catalog.api.cors.allowMethods;
  if (allowed.includes("*")) return [];
  return entries.flatMap(({ at, method, path }) => {
    if (allowed.includes(method)) return [];
    return [
      context.report(
        at,
        {
          code: "ROUTE_CORS",
          subject: `${method} ${path}`,
          reason: `browsers cannot call ${method} ${path}: ${method} is not in cors.allowMethods`,
          remedy: `Add ${method} to cors.allowMethods in catalog/api.yaml.`,
          severity: "error" as const,
        },
        [["api", "cors", "allowMethods"]],
      ),
    ];
  });
}
