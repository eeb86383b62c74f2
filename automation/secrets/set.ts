import type { Catalog } from "../../model/catalog/schema/catalog";
import { referencesOf, type ResourceReference } from "../../model/catalog/check/usage/serviceUsage";
import { parseGrant } from "../../model/catalog/grant";
import type { Service } from "../../model/catalog/schema/service";
import { functionsOf } from "../../model/catalog/functions";
import { DeployError } from "../../model/errors";
import { requireKnownNames } from "../../model/knownNames";
import { covers, isPattern, nameOnStage } from "../../model/parameterName";
import type { Stage } from "../../model/stage/stage";
import type { AwsTarget } from "../aws/target";
import { entriesOf } from "./check";
import type { Entry, WrittenVersions } from "./entry";
import { matchingEntry } from "./parameters";
import { checkValues } from "./values";

/** A value to set. */
export interface SetRequest {
  readonly target: AwsTarget;
  readonly stage: Pick<Stage, "name">;
  readonly entry: Entry;
  /** Name of the value: the entry's own, or of one key of it. */
  readonly part: string;
  readonly value: string;
}

/**
 * The entry with a value of this name.
 * @param name `/listbackup/x`, `secret:NAME`, `secret:NAME#key`; `{stage}` is the stage
 * @throws DeployError USAGE with the nearest name
 */
export function settableEntry(
  stage: Pick<Stage, "name">,
  catalog: Catalog,
  name: string,
): { readonly entry: Entry; readonly part: string } {
  const part = nameOnStage(name, stage);
  const entries = entriesOf(stage, catalog);
  const entry = entries.find(({ parts }) => parts.includes(part)) ?? matchingEntry(stage, catalog, part);
  if (entry !== null) return { entry, part };
  requireKnownNames(
    "parameter or secret that a person sets",
    [part],
    entries.flatMap(({ parts }) => parts),
  );
  throw new DeployError(
    "USAGE",
    `${part} cannot be set.`,
    "List the values that can be set: `bin/deploy secrets check <stage>`.",
  );
}

/** Writes the value. @throws DeployError SECRETS_INPUT where its format is invalid; AWS */
export async function setSecret({ target, entry, part, value }: SetRequest): Promise<WrittenVersions> {
  checkValues([entry], { [part]: value });
  return entry.set(target, part, value);
}

/**
 * Functions that read a parameter or secret: those whose environment names it, and where a service has a grant for it that
 * no environment refers to, all functions of the service, which know its name by themselves.
 * @returns ids: `users/usersGetMe`
 */
export function readersOf(
  stage: Pick<Stage, "name">,
  catalog: Catalog,
  { name }: Pick<Entry, "name">,
): readonly string[] {
  return Object.values(catalog.services).flatMap((service) => {
    const used = referencesOf(service).filter((use) => names(stage, use, name));
    const owners = new Set(used.map(({ owner }) => owner));
    const isForAll = owners.has(service.service) || isGrantedAlone(stage, service, name);
    return functionsOf(service).flatMap(({ id }) => (isForAll || owners.has(id) ? [id] : []));
  });
}

/** Whether a grant covers an entry, and no environment of the service refers to what the grant names. */
function isGrantedAlone(stage: Pick<Stage, "name">, service: Service, entry: string): boolean {
  const uses = referencesOf(service);
  return service.grants.some((text) => {
    const grant = parseGrant(text);
    if ((grant.kind !== "ssm" && grant.kind !== "secret") || !names(stage, grant, entry)) return false;
    return !uses.some(({ kind, name }) => kind === grant.kind && name === grant.name);
  });
}

/** Whether a reference or a grant is of an entry, by its name or by a pattern. */
function names(
  stage: Pick<Stage, "name">,
  { kind, name }: { readonly kind: ResourceReference["kind"] | "sms"; readonly name: string },
  entry: string,
): boolean {
  const text = nameOnStage(name, stage);
  if (kind === "secret") return `secret:${text}` === entry;
  return kind === "ssm" && (text === entry || (isPattern(text) && covers(text, entry)));
}
