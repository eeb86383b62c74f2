import { randomBytes } from "node:crypto";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { DeployError } from "../../model/errors";
import { nameOnStage } from "../../model/parameterName";
import type { Stage } from "../../model/stage/stage";
import type { AwsTarget } from "../aws/target";
import { checkEntries, entriesOf } from "./check";
import type { Entry } from "./entry";
import { matchingEntry } from "./parameters";
import { existingParameters } from "./storedParameters";

export interface InitRequest {
  readonly target: AwsTarget;
  readonly stage: Pick<Stage, "name">;
  readonly catalog: Catalog;
  /** Given values, by name of a parameter, a secret (`secret:…`), or a key of it (`secret:…#key`). */
  readonly values: Readonly<Record<string, string>>;
  /** Prompts for a part; absent without a terminal. An empty input leaves an optional one out. */
  readonly ask?: (entry: Entry, part: string) => Promise<string>;
  /** Called before the first prompt. */
  readonly beforeAsking?: (missing: readonly Entry[]) => void;
  readonly report: (line: string) => void;
}

interface Creation {
  readonly entry: Entry;
  readonly values: readonly string[];
}

export interface InitResult {
  readonly created: readonly string[];
  /** Existing entries for which values were given: they are not changed. */
  readonly unchanged: readonly string[];
}

/**
 * Creates the parameters and secrets that are missing; never overwrites one and never prints a value. Patterns
 * are not prompted for: a name that matches one is created where the input has a value for it.
 * @throws DeployError SECRETS_INPUT, before anything is created, naming every missing value
 */
export async function initSecrets(request: InitRequest): Promise<InitResult> {
  const { target, stage, catalog } = request;
  const values = Object.fromEntries(
    Object.entries(request.values).map(([name, value]) => [nameOnStage(name, stage), value] as const),
  );
  const extra = matchingEntries(request, values);
  const { missing: absent, present } = await checkEntries(target, stage, catalog);
  const missing = absent.filter(({ from }) => from !== "rotation");
  const existingNames = await existingParameters(
    target,
    extra.map(({ name }) => name),
  );
  const isGiven = ({ parts }: Entry): boolean => parts.some((part) => Object.hasOwn(values, part));
  const toAsk = missing.filter((entry) => entry.from === "person" && !isGiven(entry));
  if (request.ask !== undefined && toAsk.length > 0) request.beforeAsking?.(toAsk);
  const creations: Creation[] = [];
  const withoutValue: string[] = [];
  for (const entry of [...missing, ...extra.filter(({ name }) => !existingNames.has(name))]) {
    const given = await valuesOf(request, values, entry);
    const open = entry.parts.filter((_, index) => given[index] === "");
    if (open.length === 0) creations.push({ entry, values: given });
    // An optional one is left out as a whole, not created with some of its keys.
    else if (entry.kind === "required" || open.length < entry.parts.length) withoutValue.push(...open);
  }
  if (withoutValue.length > 0) {
    throw new DeployError(
      "SECRETS_INPUT",
      `No value given for ${withoutValue.join(", ")}. Nothing was created.`,
      "Pass them in a file that only you can read: `bin/deploy secrets init <stage> --from-file <file>`, or run it in a terminal, which prompts for them.",
    );
  }
  for (const creation of creations) {
    await creation.entry.create(target, creation.values);
    request.report(`created ${creation.entry.name}`);
  }
  const existing = entriesOf(stage, catalog).filter(({ name }) => present.includes(name));
  return {
    created: creations.map(({ entry }) => entry.name),
    unchanged: [...existing.filter(isGiven), ...extra.filter(({ name }) => existingNames.has(name))].map(
      ({ name }) => name,
    ),
  };
}

/** Entries of given values whose names match a declared pattern. @throws DeployError SECRETS_INPUT for an unknown name */
function matchingEntries({ stage, catalog }: InitRequest, values: Readonly<Record<string, string>>): readonly Entry[] {
  const known = new Set(entriesOf(stage, catalog).flatMap(({ parts, from }) => (from === "rotation" ? [] : parts)));
  const others = Object.keys(values).filter((name) => !known.has(name));
  const found = others.map((name) => [name, matchingEntry(stage, catalog, name)] as const);
  const unknown = found.flatMap(([name, entry]) => (entry === null ? [name] : []));
  if (unknown.length === 0) return found.flatMap(([, entry]) => entry ?? []);
  throw new DeployError(
    "SECRETS_INPUT",
    `Unknown parameter or secret: ${unknown.join(", ")}. Nothing was created.`,
    `Allowed: ${[...known].join(", ")}.`,
  );
}

async function valuesOf(
  { ask }: InitRequest,
  given: Readonly<Record<string, string>>,
  entry: Entry,
): Promise<readonly string[]> {
  const { parts, from } = entry;
  const values: string[] = [];
  for (const part of parts) {
    const value = Object.hasOwn(given, part) ? given[part] : undefined;
    if (value !== undefined) values.push(value);
    else if (typeof from === "string") values.push((await ask?.(entry, part)) ?? "");
    else values.push(randomBytes(from.random).toString("base64"));
  }
  return values;
}
