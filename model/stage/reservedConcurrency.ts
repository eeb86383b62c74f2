import type { Catalog } from "../catalog/schema/catalog";
import type { Stage } from "./stage";

/** Concurrent executions that the functions of a catalog reserve on a stage. */
export function reservedConcurrency(stage: Stage, catalog: Catalog): number {
  if (!stage.functions.reservedConcurrency) return 0;
  const functions = Object.values(catalog.services).flatMap((service) => Object.values(service.functions));
  return functions.reduce((sum, fn) => sum + (fn.concurrency ?? 0), 0);
}
