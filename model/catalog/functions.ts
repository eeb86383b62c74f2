import type { Catalog } from "./schema/catalog";
import type { FunctionSpec, Service } from "./schema/service";

/** Id of a function: `users/usersGetMe`. */
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

/** Service and name in a function id; null if the text is not an id. */
export function parseFunctionId(text: string): { readonly service: string; readonly name: string } | null {
  const [, service, name] = /^([^/]+)\/([^/]+)$/s.exec(text) ?? [];
  return service === undefined || name === undefined ? null : { service, name };
}

/** @throws TypeError if the text is not an id, which the catalog check and the record schema reject */
export function knownFunctionId(id: FunctionId): { readonly service: string; readonly name: string } {
  const parsed = parseFunctionId(id);
  if (parsed === null) throw new TypeError(`"${id}" is not "service/function"`);
  return parsed;
}

/** Service of a function id; the name of a service is returned unchanged. */
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
