import type { Catalog } from "../../model/catalog/schema/catalog";
import { issuerOf } from "../../model/issuer";
import { nameOnStage } from "../../model/parameterName";
import type { Stage } from "../../model/stage/stage";
import type { AwsTarget } from "../aws/target";
import type { StackOutputs } from "../engine/run/runResult";
import { entriesOf } from "./check";
import type { Entry } from "./entry";
import {
  entryFindings,
  overlapFindings,
  servedFindings,
  type CheckedStage,
  type EntryValues,
  type SecretFinding,
} from "./finding";
import { matchingEntry } from "./parameters";
import { storedParameters, type StoredParameter } from "./storedParameters";
import { secretValues, storedSecrets } from "./storedSecrets";

/**
 * Reads all parameters and secrets with their values, and checks them. Values leave this function in no form.
 * @param outputs of the stage; null: nothing is deployed
 * @param matching names of parameters that match a declared pattern, to be checked too
 */
export async function inspectSecrets(
  target: AwsTarget,
  stage: Pick<Stage, "name" | "region">,
  catalog: Catalog,
  outputs: StackOutputs | null,
  matching: readonly string[] = [],
): Promise<readonly SecretFinding[]> {
  const ofPatterns = matching.flatMap((name) => matchingEntry(stage, catalog, name) ?? []);
  const entries = [...entriesOf(stage, catalog), ...ofPatterns];
  const generated = generatedParameters(stage, catalog);
  const [parameters, secrets] = await Promise.all([
    storedParameters(
      target,
      [...entries.filter(isParameter), ...generated].map(({ name }) => name),
      "decrypted",
    ),
    readSecrets(
      target,
      entries.filter((entry) => !isParameter(entry)),
    ),
  ]);
  const at: CheckedStage = { stage: stage.name, now: new Date() };
  const stored = (entry: Entry): EntryValues | undefined =>
    secrets.get(entry.name) ?? withValues(entry, parameters.get(entry.name));
  return [
    ...entries.flatMap((entry) => entryFindings(entry, stored(entry), at)),
    ...entries.flatMap((entry) => overlapFindings(entry, parameters.get(entry.previous ?? ""), at)),
    ...generated.flatMap(({ name, from }) => {
      const served = outputs === null ? null : servedValue(stage, from, outputs);
      return servedFindings(name, { stored: parameters.get(name)?.value ?? null, served }, at);
    }),
  ];
}

function isParameter({ parameterType }: Entry): boolean {
  return parameterType !== null;
}

function withValues({ name }: Entry, stored: StoredParameter | undefined): EntryValues | undefined {
  return stored === undefined ? undefined : { ...stored, values: { [name]: stored.value } };
}

async function readSecrets(target: AwsTarget, entries: readonly Entry[]): Promise<ReadonlyMap<string, EntryValues>> {
  const stored = await storedSecrets(target, entries);
  const existing = entries.filter(({ name }) => stored.has(name));
  const values = await secretValues(target, existing);
  return new Map(
    existing.flatMap(({ name }) => {
      const [one, itsValues] = [stored.get(name), values.get(name)];
      return one === undefined || itsValues === undefined ? [] : [[name, { ...one, values: itsValues }]];
    }),
  );
}

function generatedParameters(stage: Pick<Stage, "name">, catalog: Catalog) {
  return Object.entries(catalog.parameters).flatMap(([text, { kind, from }]) =>
    kind === "generated" && typeof from === "string" ? [{ name: nameOnStage(text, stage), from }] : [],
  );
}

/** The value of a reference by the stage's outputs; null: they do not have it. */
function servedValue(stage: Pick<Stage, "region">, reference: string, outputs: StackOutputs): string | null {
  const text = (name: string): string | null => {
    const value: unknown = outputs[name]?.value;
    return typeof value === "string" ? value : null;
  };
  const pool = text("userPoolId");
  switch (reference) {
    case "identity:user-pool-id":
      return pool;
    case "identity:client-id":
      return text("clientId");
    case "identity:issuer":
      return pool === null ? null : issuerOf(stage, pool);
    case "api:url":
      return text("url");
    case "api:id":
      return text("apiId");
    default:
      return null;
  }
}
