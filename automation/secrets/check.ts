import type { Catalog } from "../../model/catalog/schema/catalog";
import type { Stage } from "../../model/stage/stage";
import type { AwsTarget } from "../aws/target";
import type { Entry, EntryStatus } from "./entry";
import { existingSecrets, secretEntries } from "./secretsManager";
import { existingParameters, parameterEntries } from "./parameters";

/** Parameters and secrets of a stage that a person sets, or `secrets init` generates. */
export function entriesOf(stage: Pick<Stage, "name">, catalog: Catalog): readonly Entry[] {
  return [...parameterEntries(stage, catalog), ...secretEntries(stage, catalog)];
}

export interface SecretsStatus {
  /** Version by name of the parameters that exist. */
  readonly present: Readonly<Record<string, number>>;
  /** Names of the entries of Secrets Manager that exist: `secret:listbackup/dev/stripe`. */
  readonly presentSecrets: readonly string[];
  /** A deployment requires these. */
  readonly missingRequired: readonly string[];
  readonly missingOptional: readonly string[];
}

/** Which declared parameters and secrets exist. Values are neither decrypted nor kept. */
export async function checkSecrets(
  target: AwsTarget,
  stage: Pick<Stage, "name">,
  catalog: Catalog,
): Promise<SecretsStatus> {
  const { versions, present, missing } = await checkEntries(target, stage, catalog);
  return {
    present: Object.fromEntries(versions),
    presentSecrets: present.filter((name) => !versions.has(name)),
    missingRequired: missing.flatMap(({ name, kind }) => (kind === "required" ? [name] : [])),
    missingOptional: missing.flatMap(({ name, kind }) => (kind === "optional" ? [name] : [])),
  };
}

export async function checkEntries(
  target: AwsTarget,
  stage: Pick<Stage, "name">,
  catalog: Catalog,
): Promise<EntryStatus & { readonly versions: ReadonlyMap<string, number> }> {
  const [parameters, secrets] = [parameterEntries(stage, catalog), secretEntries(stage, catalog)];
  const [versions, secretNames] = await Promise.all([
    existingParameters(
      target,
      parameters.map(({ name }) => name),
    ),
    existingSecrets(target, secrets),
  ]);
  const exists = ({ name }: Entry): boolean => versions.has(name) || secretNames.has(name);
  const all = [...parameters, ...secrets];
  return {
    versions,
    present: all.filter(exists).map(({ name }) => name),
    missing: all.filter((entry) => !exists(entry)),
  };
}
