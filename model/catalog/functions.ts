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

/** Service and function that an id names; null for a text that is no id. */
export function parseFunctionId(text: string): { readonly service: string; readonly name: string } | null {
  const [, service, name] = /^([^/]+)\/([^/]+)$/s.exec(text) ?? [];
  return service === undefined || name === undefined ? null : { service, name };
}

/** @throws TypeError for a text that is no id, which the check of a catalog and the schema of a record refuse */
export function knownFunctionId(id: FunctionId): { readonly service: string; readonly name: string } {
  const parsed = parseFunctionId(id);
  if (parsed === null) throw new TypeError(`"${id}" is not "service/function"`);
  return parsed;
}

/** Service of a function id, or of the name of a service. */
export function serviceOf(id: string): string {
  return parseFunctionId(id)?.service ?? id;
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
