import type { Catalog } from "../../../model/catalog/schema/catalog";
import { DeployError } from "../../../model/errors";
import { isPattern } from "../../../model/parameterName";
import type { Stage } from "../../../model/stage/stage";
import { entriesOf } from "../check";
import { settableEntry } from "../set";
import { checkValues } from "../values";
import { prepareParameterRotation } from "./parameterRotation";
import type { PreparedRotation, RotationRequest } from "./rotation";
import { prepareSecretRotation } from "./secretRotation";

/** The entry to rotate, and the one that keeps its old value. */
export type Rotatable = Pick<RotationRequest, "entry" | "part" | "previous">;

/**
 * The entry with a value of this name.
 * @param name `/listbackup/x`, `secret:NAME`, `secret:NAME#key`
 * @throws DeployError USAGE for a name that is unknown, generated, a previous value, a pattern, or matches one
 */
export function rotatableEntry(stage: Pick<Stage, "name">, catalog: Catalog, name: string): Rotatable {
  if (isPattern(name))
    throw new DeployError(
      "USAGE",
      `${name} is a pattern of many parameters, and a rotation changes one.`,
      `List them: \`bin/deploy secrets list ${stage.name}\`.`,
    );
  refuseOthersValue(stage.name, catalog, name);
  const { entry, part } = settableEntry(stage, catalog, name);
  const entries = entriesOf(stage, catalog);
  if (!entries.some((one) => one.name === entry.name))
    throw new DeployError(
      "USAGE",
      `${part} matches a pattern: its version is not recorded in releases, so a rotation cannot start new instances of its readers.`,
      `Change it: \`bin/deploy secrets set ${stage.name} ${part}\`; functions read such parameters when they need them.`,
    );
  return { entry, part, previous: entries.find((one) => one.name === entry.previous) ?? null };
}

/** Values that a deployment or another rotation writes. */
function refuseOthersValue(stage: string, catalog: Catalog, name: string): void {
  const parameter = Object.hasOwn(catalog.parameters, name) ? catalog.parameters[name] : undefined;
  if (parameter?.kind === "generated")
    throw new DeployError(
      "USAGE",
      `${name} is written by deployments (${JSON.stringify(parameter.from)}), so it cannot be rotated.`,
      `Deploy: \`bin/deploy up ${stage}\`.`,
    );
  const user = Object.entries(catalog.parameters).find(([, { previous }]) => previous === name)?.[0];
  if (user !== undefined)
    throw new DeployError(
      "USAGE",
      `${name} keeps the previous value of ${user}: the rotation of ${user} writes it.`,
      `Rotate that one: \`bin/deploy secrets rotate ${stage} ${user}\`.`,
    );
}

/** Reads the versions that a rotation starts from. Writes nothing. @throws DeployError SECRETS_INPUT, SECRETS_OVERLAP, AWS */
export async function prepareRotation(request: RotationRequest): Promise<PreparedRotation> {
  const { entry, part, value } = request;
  if (value !== null) checkValues([entry], { [part]: value });
  return entry.parameterType === null ? prepareSecretRotation(request) : prepareParameterRotation(request);
}
