import type { Catalog } from "../../model/catalog/schema/catalog";
import { usesOf } from "../../model/catalog/check/usage/serviceUsage";
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

/** A value that replaces another one, or is the first. */
export interface SetRequest {
  readonly target: AwsTarget;
  readonly stage: Pick<Stage, "name">;
  readonly entry: Entry;
  /** Name of the value: the entry's own, or of one key of it. */
  readonly part: string;
  readonly value: string;
}

/**
 * The entry that has a value of this name.
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
  throw new DeployError("USAGE", `${part} cannot be set.`, "List what can: `bin/deploy secrets check <stage>`.");
}

/** Writes the value. @throws DeployError SECRETS_INPUT where it is not as the catalog describes it; AWS */
export async function setSecret({ target, entry, part, value }: SetRequest): Promise<WrittenVersions> {
  checkValues([entry], { [part]: value });
  return entry.set(target, part, value);
}

/** Functions whose environment names a parameter or secret: `users/usersGetMe`. */
export function readersOf(
  stage: Pick<Stage, "name">,
  catalog: Catalog,
  { name }: Pick<Entry, "name">,
): readonly string[] {
  const readers = Object.values(catalog.services).flatMap((service) => {
    const owners = usesOf(service).flatMap(({ kind, name: used, owner }) => {
      const text = nameOnStage(used, stage);
      const isSame = kind === "secret" ? `secret:${text}` === name : kind === "ssm" && reads(text, name);
      return isSame ? [owner] : [];
    });
    return functionsOf(service).flatMap(({ id }) =>
      owners.includes(id) || owners.includes(service.service) ? [id] : [],
    );
  });
  return [...new Set(readers)];
}

function reads(text: string, name: string): boolean {
  return text === name || (isPattern(text) && covers(text, name));
}
