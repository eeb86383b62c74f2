import { covers, isPattern, nameOnStage } from "../parameterName";
import type { AnyStage } from "../stage/stage";
import { environmentOf, referencesOf, type ResourceReference } from "./check/usage/serviceUsage";
import { functionsOf, type FunctionId } from "./functions";
import { parseGrant } from "./grant";
import type { Catalog } from "./schema/catalog";
import type { Service } from "./schema/service";

type Named = Pick<AnyStage, "name">;

/**
 * Functions that read a parameter or secret: those whose environment names it, and where a service has a grant for it that
 * no environment refers to, all functions of the service, which know its name by themselves.
 * @param name on the stage: `/listbackup/jwt-secret`, `secret:listbackup/dev/stripe`
 * @returns ids: `users/usersGetMe`
 */
export function readersOf(stage: Named, catalog: Catalog, { name }: { readonly name: string }): readonly FunctionId[] {
  return Object.values(catalog.services).flatMap((service) => {
    const used = referencesOf(service).filter((use) => names(stage, use, name));
    const owners = new Set(used.map(({ owner }) => owner));
    const isForAll = owners.has(service.service) || isGrantedAlone(stage, service, name);
    return functionsOf(service).flatMap(({ id }) => (isForAll || owners.has(id) ? [id] : []));
  });
}

/**
 * Functions that have a value itself in their environment, where lambda:GetFunctionConfiguration shows it: only those of
 * generated parameters, through the reference that the parameter is generated from. `ssm:` and `secret:` pass names.
 * @param from of a generated parameter: `identity:client-id`
 */
export function functionsWithValue(catalog: Catalog, from: string): readonly FunctionId[] {
  return Object.values(catalog.services).flatMap((service) => {
    const owners = new Set(environmentOf(service).flatMap(({ owner, text }) => (text === from ? [owner] : [])));
    return functionsOf(service).flatMap(({ id }) => (owners.has(service.service) || owners.has(id) ? [id] : []));
  });
}

/** Whether a grant covers an entry, and no environment of the service refers to what the grant names. */
function isGrantedAlone(stage: Named, service: Service, entry: string): boolean {
  const uses = referencesOf(service);
  return service.grants.some((text) => {
    const grant = parseGrant(text);
    if ((grant.kind !== "ssm" && grant.kind !== "secret") || !names(stage, grant, entry)) return false;
    return !uses.some(({ kind, name }) => kind === grant.kind && name === grant.name);
  });
}

/** Whether a reference or a grant is of an entry, by its name or by a pattern. */
function names(
  stage: Named,
  { kind, name }: { readonly kind: ResourceReference["kind"] | "sms"; readonly name: string },
  entry: string,
): boolean {
  const text = nameOnStage(name, stage);
  if (kind === "secret") return `secret:${text}` === entry;
  return kind === "ssm" && (text === entry || (isPattern(text) && covers(text, entry)));
}
