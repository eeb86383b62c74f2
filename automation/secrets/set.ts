import type { Catalog } from "../../model/catalog/schema/catalog";
import { DeployError } from "../../model/errors";
import { requireKnownNames } from "../../model/knownNames";
import { nameOnStage } from "../../model/parameterName";
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
  const entries = entriesOf(stage, catalog).filter(({ from }) => from !== "rotation");
  const entry = entries.find(({ parts }) => parts.includes(part)) ?? matchingEntry(stage, catalog, part);
  if (entry !== null) return { entry, part };
  requireName(stage.name, name);
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

/**
 * Refuses what does not look like a name, without repeating it: it may be a value, or have one behind `=`.
 * @throws DeployError USAGE
 */
function requireName(stage: string, name: string): void {
  if (/^(\/|secret:)[A-Za-z0-9_./{}*+@#-]+$/.test(name)) return;
  throw new DeployError(
    "USAGE",
    "The name is not that of a parameter or secret. It is not repeated here, because it may be a value.",
    `Values are never arguments, which other users of this machine can see: if it was one, replace it. List the names: \`bin/deploy secrets list ${stage}\`.`,
  );
}

/** Writes the value. @throws DeployError SECRETS_INPUT where its format is invalid; AWS */
export async function setSecret({ target, entry, part, value }: SetRequest): Promise<WrittenVersions> {
  checkValues([entry], { [part]: value });
  return entry.set(target, part, value);
}
