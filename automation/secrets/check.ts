import type { Catalog } from "../../model/catalog/schema/catalog";
import type { Stage } from "../../model/stage/stage";
import type { AwsTarget } from "../aws/target";
import type { Entry, EntryStatus, StoredEntry } from "./entry";
import { parameterEntries } from "./parameters";
import { secretEntries } from "./secretsManager";
import { parametersWithoutValues } from "./storedParameters";
import { storedSecrets } from "./storedSecrets";

/** Parameters and secrets of a stage that a person sets, or `secrets init` generates. */
export function entriesOf(stage: Pick<Stage, "name">, catalog: Catalog): readonly Entry[] {
  return [...parameterEntries(stage, catalog), ...secretEntries(stage, catalog)];
}

export interface SecretsStatus {
  /** Version by name of the parameters that exist. */
  readonly present: Readonly<Record<string, number>>;
  /** Names of the entries of Secrets Manager that exist: `secret:listbackup/dev/stripe`. */
  readonly presentSecrets: readonly string[];
  /** Id of the current version by name of the entries of Secrets Manager that exist. */
  readonly secretVersions: Readonly<Record<string, string>>;
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
  const { stored, missing } = await checkEntries(target, stage, catalog);
  const isSecret = (name: string): boolean => name.startsWith("secret:");
  const versions = [...stored].map(([name, { version }]) => [name, version] as const);
  const secretVersions = Object.fromEntries(versions.filter(([name]) => isSecret(name)));
  return {
    present: Object.fromEntries(
      versions.flatMap(([name, version]) => (isSecret(name) ? [] : [[name, Number(version)]])),
    ),
    presentSecrets: Object.keys(secretVersions),
    secretVersions,
    missingRequired: missing.flatMap(({ name, kind }) => (kind === "required" ? [name] : [])),
    // One that only a rotation writes is not missing before it.
    missingOptional: missing.flatMap(({ name, kind, from }) =>
      kind === "optional" && from !== "rotation" ? [name] : [],
    ),
  };
}

export async function checkEntries(
  target: AwsTarget,
  stage: Pick<Stage, "name">,
  catalog: Catalog,
): Promise<EntryStatus & { readonly stored: ReadonlyMap<string, StoredEntry> }> {
  const all = entriesOf(stage, catalog);
  const stored = await storedEntries(target, all);
  return {
    stored,
    present: all.flatMap(({ name }) => (stored.has(name) ? [name] : [])),
    missing: all.filter(({ name }) => !stored.has(name)),
  };
}

/** What AWS reports of existing parameters and secrets, by name, in the order of the entries. */
export async function storedEntries(
  target: AwsTarget,
  entries: readonly Pick<Entry, "name">[],
): Promise<ReadonlyMap<string, StoredEntry>> {
  const [secrets, parameters] = [
    entries.filter(({ name }) => name.startsWith("secret:")),
    entries.filter(({ name }) => !name.startsWith("secret:")),
  ];
  const [ofStore, ofManager] = await Promise.all([
    parametersWithoutValues(
      target,
      parameters.map(({ name }) => name),
    ),
    storedSecrets(target, secrets),
  ]);
  const found = new Map<string, StoredEntry>();
  for (const { name } of entries) {
    const one = ofStore.get(name) ?? ofManager.get(name);
    if (one !== undefined) found.set(name, { version: one.version, changedAt: one.changedAt, type: one.type });
  }
  return found;
}
