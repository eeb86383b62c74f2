import { stringify } from "yaml";
import { AWS_LIMITS } from "../../../../limits/awsLimits";
import { functionCount, routesByApi, type RoutedFunction } from "../../../apiLoads";
import type { CatalogApi } from "../../../apis";
import type { Catalog } from "../../../schema/catalog";

/** AWS does not raise the limit, so the check reports 50 integrations before it. */
export const MAX_INTEGRATIONS = AWS_LIMITS.apiIntegrations.max - 50;

/** Longer suggestions say that the paths do not suit. */
const MAX_SUGGESTED = 30;

/** How to split a too large API, as the `apis` of catalog/api.yaml. @param most of functions, or of routes */
export function splitRemedy(catalog: Catalog, api: CatalogApi, most: number): string {
  const own = routesByApi(catalog).get(api.path) ?? [];
  const others = Object.entries(catalog.api.apis ?? {}).filter(([path]) => path !== api.path);
  const chosen = suggestedPaths(own, api, most);
  if (chosen === null)
    return "Let the paths of about 250 functions begin with a common segment, such as /reports, and give it an API of its own in catalog/api.yaml: `apis: { /reports: { purpose: Routes below /reports } }`.";
  const apis = {
    ...Object.fromEntries(others),
    ...Object.fromEntries(chosen.map((path) => [path, { purpose: `Routes below ${path}` }])),
  };
  return `Give a part of the paths an API of its own, in catalog/api.yaml:\n${stringify({ apis }).trimEnd()}\nTheir functions then get requests without that path: see docs/several-apis.md.`;
}

/** The fewest paths whose routes leave an API that is small enough. null: there are none, or too many */
function suggestedPaths(own: readonly RoutedFunction[], api: CatalogApi, most: number): readonly string[] | null {
  const groups = [...groupsBelow(own, api.path, most)].sort((a, b) => b.routes.length - a.routes.length);
  const chosen: string[] = [];
  let rest = own;
  for (const { path, routes } of groups) {
    if (fits(rest, most)) break;
    const moved = new Set(routes);
    rest = rest.filter((route) => !moved.has(route));
    chosen.push(path);
  }
  return fits(rest, most) && chosen.length <= MAX_SUGGESTED ? chosen.sort() : null;
}

interface PathGroup {
  readonly path: string;
  readonly routes: readonly RoutedFunction[];
}

/** Routes by their next literal segment; a group that is too large by the segment after it. */
function groupsBelow(routes: readonly RoutedFunction[], prefix: string, most: number): readonly PathGroup[] {
  const groups = new Map<string, RoutedFunction[]>();
  for (const route of routes) {
    const [segment = ""] = route.path.slice(prefix.length + 1).split("/");
    if (!/^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/.test(segment)) continue;
    const path = `${prefix}/${segment}`;
    const group = groups.get(path) ?? [];
    group.push(route);
    groups.set(path, group);
  }
  return [...groups].flatMap(([path, own]) =>
    fits(own, most) ? [{ path, routes: own }] : groupsBelow(own, path, most),
  );
}

function fits(routes: readonly RoutedFunction[], most: number): boolean {
  return functionCount(routes) <= Math.min(most, MAX_INTEGRATIONS) && routes.length <= AWS_LIMITS.apiRoutes.max;
}
