import type { CatalogFunction } from "../functions";
import type { Service } from "../schema/service";
import type { Path } from "./rule";

export function functionPath({ service, name }: Pick<CatalogFunction, "service" | "name">): Path {
  return ["services", service.service, "functions", name];
}

/** Path of a function's timeout: its own, or its service's default. */
export function timeoutPath(service: Service, name: string): Path {
  return service.functions[name]?.timeout === undefined
    ? ["services", service.service, "defaults", "timeout"]
    : [...functionPath({ service, name }), "timeout"];
}

export function routePaths({ service, name, spec }: CatalogFunction): readonly Path[] {
  return spec.routes.map((_route, index) => [...functionPath({ service, name }), "routes", index]);
}

/** Paths of everything that invokes a function: routes, triggers and schedules. */
export function startPaths(fn: CatalogFunction): readonly Path[] {
  const at = functionPath(fn);
  return [
    ...routePaths(fn),
    ...fn.spec.triggers.map((_trigger, index) => [...at, "triggers", index]),
    ...Object.keys(fn.spec.schedules).map((name) => [...at, "schedules", name]),
  ];
}
