import { AWS_LIMITS, severityOf } from "../../../../limits/awsLimits";
import { apiServing, apisOf, isBelow, MAIN_API, type CatalogApi } from "../../../apis";
import type { Finding } from "../../../finding";
import { allFunctions } from "../../../functions";
import { parseRoute } from "../../../route";
import type { Catalog } from "../../../schema/catalog";
import type { Path, Rule, RuleContext } from "../../rule";

const { apiMultiLevelMappings } = AWS_LIMITS;

interface MainRoute {
  readonly at: Path;
  readonly method: string;
  readonly path: string;
}

/** Each additional API has routes, no path of one is below that of another, and no route of the main API matches below one. */
export const apiPaths: Rule = (catalog, context) => {
  const [, ...additional] = apisOf(catalog);
  if (additional.length === 0) return [];
  return [
    ...(context.isComplete ? unusedApis(catalog, additional, context) : []),
    ...nestedPaths(additional, context),
    ...shadowedRoutes(mainRoutes(catalog), additional, context),
    ...tooManyMappings(additional, context),
  ];
};

function at({ path }: CatalogApi): Path {
  return ["api", "apis", path];
}

function unusedApis(catalog: Catalog, additional: readonly CatalogApi[], context: RuleContext): readonly Finding[] {
  const apis = apisOf(catalog);
  const used = new Set(
    allFunctions(catalog).flatMap(({ spec }) =>
      spec.routes.map((text) => apiServing(apis, parseRoute(text).path)?.path),
    ),
  );
  return additional.flatMap((api) =>
    used.has(api.path)
      ? []
      : [
          context.report(at(api), {
            code: "API_UNUSED",
            subject: `api:${api.path}`,
            reason: `no route begins with ${api.path}`,
            remedy: "Remove the API, or let the routes that it is for begin with its path.",
            severity: "error",
          }),
        ],
  );
}

function nestedPaths(additional: readonly CatalogApi[], context: RuleContext): readonly Finding[] {
  return additional.flatMap((api) => {
    const outer = additional.find((other) => other !== api && isBelow(api.path, other.path));
    if (outer === undefined) return [];
    const found = {
      code: "API_NESTED",
      subject: `api:${api.path}`,
      reason: `${api.path} is below ${outer.path}, which is the path of another API`,
      remedy: `Remove one of the two, or replace ${outer.path} by longer paths.`,
      severity: "error" as const,
    };
    return [context.report(at(api), found, [at(outer)])];
  });
}

function mainRoutes(catalog: Catalog): readonly MainRoute[] {
  const apis = apisOf(catalog);
  return allFunctions(catalog).flatMap(({ service, name, spec }) =>
    spec.routes.flatMap((text, index): readonly MainRoute[] => {
      const { method, path } = parseRoute(text);
      if (apiServing(apis, path) !== MAIN_API) return [];
      return [{ at: ["services", service.service, "functions", name, "routes", index], method, path }];
    }),
  );
}

/** API Gateway chooses the API by the path alone: a parameter of the main API gets no request below another one's path. */
function shadowedRoutes(
  routes: readonly MainRoute[],
  additional: readonly CatalogApi[],
  context: RuleContext,
): readonly Finding[] {
  return routes.flatMap((route) => {
    const api = additional.find(({ path }) => matchesBelow(route.path, path));
    if (api === undefined) return [];
    const found = {
      code: "API_SHADOWS",
      subject: `${route.method} ${route.path}`,
      reason: `${route.method} ${route.path} gets no requests below ${api.path}: they go to the API of that path`,
      remedy: "Change one of the two paths, or suppress this with a reason.",
      severity: "warning" as const,
    };
    return [context.report(route.at, found, [at(api)])];
  });
}

/** Whether a path with parameters also matches paths below a literal one. */
function matchesBelow(path: string, prefix: string): boolean {
  const [parts, literal] = [path.split("/").slice(1), prefix.split("/").slice(1)];
  const greedy = parts.findIndex((part) => part.endsWith("+}"));
  const compared = greedy >= 0 && greedy < literal.length ? literal.slice(0, greedy) : literal;
  return (
    parts.length >= compared.length &&
    compared.every((segment, index) => parts[index] === segment || parts[index]?.startsWith("{") === true)
  );
}

/** Mappings with one segment do not count. */
function tooManyMappings(additional: readonly CatalogApi[], context: RuleContext): readonly Finding[] {
  const count = additional.filter(({ path }) => path.lastIndexOf("/") > 0).length;
  if (count <= apiMultiLevelMappings.max) return [];
  const finding = {
    code: "API_MAPPINGS",
    subject: "api",
    reason: `${String(count)} APIs have paths of several segments; a domain allows ${String(apiMultiLevelMappings.max)}`,
    remedy: "Give them paths of one segment.",
    severity: severityOf(apiMultiLevelMappings),
  };
  return [context.report(["api", "apis"], finding)];
}
