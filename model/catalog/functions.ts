import type { Catalog } from "./schema/catalog";
import type { FunctionSpec, Service } from "./schema/service";

/** `users/usersGetMe`: a function's name everywhere outside AWS. */
export type FunctionId = string;

export interface CatalogFunction {
  readonly id: FunctionId;
  readonly name: string;
  readonly service: Service;
  readonly spec: FunctionSpec;
}

export function functionId(service: string, name: string): FunctionId {
  return `${service}/${name}`;
}

/** Every function of a service, in the catalog's order. */
export function functionsOf(service: Service): readonly CatalogFunction[] {
  return Object.entries(service.functions).map(([name, spec]) => ({
    id: functionId(service.service, name),
    name,
    service,
    spec,
  }));
}

/** Every function of the backend, in the catalog's order. */
export function allFunctions(catalog: Catalog): readonly CatalogFunction[] {
  return Object.values(catalog.services).flatMap(functionsOf);
}
