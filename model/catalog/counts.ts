import { allFunctions } from "./functions";
import type { Catalog } from "./schema/catalog";

/** Number of resources by kind. Dead-letter queues count as queues. */
export function countsOf(catalog: Catalog): Readonly<Record<string, number>> {
  const functions = allFunctions(catalog);
  const size = (things: object): number => Object.keys(things).length;
  return {
    services: size(catalog.services),
    functions: functions.length,
    routes: functions.reduce((sum, { spec }) => sum + spec.routes.length, 0),
    tables: size(catalog.data.tables),
    queues: 2 * size(catalog.data.queues),
    buckets: size(catalog.data.buckets),
    buses: size(catalog.events.buses),
    rules: size(catalog.events.rules),
    topics: size(catalog.events.topics),
  };
}

/** `18 services, 151 functions, 168 routes, …` */
export function countsLine(catalog: Catalog): string {
  return Object.entries(countsOf(catalog))
    .map(([what, n]) => `${String(n)} ${n === 1 ? singular(what) : label(what)}`)
    .join(", ");
}

function label(what: string): string {
  return what === "buses" ? "event buses" : what;
}

function singular(what: string): string {
  return what === "buses" ? "event bus" : what.replace(/s$/, "");
}
