import { randomBytes } from "node:crypto";
import type { Catalog } from "../../model/catalog/schema";
import { DeployError } from "../../model/errors";
import { nameOnStage } from "../../model/parameterName";
import type { Stage } from "../../model/stage/stage";
import type { AwsTarget } from "../aws/target";
import { checkEntries, entriesOf } from "./check";
import type { Entry } from "./entry";
import { existingParameters, matchingEntry } from "./parameters";

export interface InitRequest {
  readonly target: AwsTarget;
  readonly stage: Pick<Stage, "name">;
  readonly catalog: Catalog;
  /** Values that were given, by name of a parameter, of a secret (`secret:…`), or of a key of it (`secret:…#key`). */
  readonly values: Readonly<Record<string, string>>;
  /** Asks a person; absent where there is none. An empty answer leaves an optional one out. */
  readonly ask?: (name: string, purpose: string) => Promise<string>;
  readonly report: (line: string) => void;
}

interface Creation {
  readonly entry: Entry;
  readonly values: readonly string[];
}

/**
 * Creates the parameters and secrets that are missing; never overwrites one and never prints a value. Patterns
 * are not prompted for: a name that matches one is created where the input has a value for it.
 * @throws DeployError SECRETS_INPUT, before anything is created, naming every missing value
 */
export async function initSecrets(request: InitRequest): Promise<{ readonly created: readonly string[] }> {
  const { target, stage, catalog } = request;
  const values = Object.fromEntries(
    Object.entries(request.values).map(([name, value]) => [nameOnStage(name, stage), value]),
  );
  const extra = matchingEntries(request, values);
  const { missing } = await checkEntries(target, stage, catalog);
  const there = await existingParameters(
    target,
    extra.map(({ name }) => name),
  );
  const creations: Creation[] = [];
  const unanswered: string[] = [];
  for (const entry of [...missing, ...extra.filter(({ name }) => !there.has(name))]) {
    const given = await valuesOf(request, values, entry);
    const open = entry.parts.filter((_, index) => given[index] === "");
    if (open.length === 0) creations.push({ entry, values: given });
    // An optional one is left out whole, and not made with half of its keys.
    else if (entry.kind === "required" || open.length < entry.parts.length) unanswered.push(...open);
  }
  if (unanswered.length > 0) {
    throw new DeployError(
      "SECRETS_INPUT",
      `No value given for ${unanswered.join(", ")}. Nothing was created.`,
      "Give them in a file that only you can read: `bin/deploy secrets init <stage> --from-file <file>`, or run it on a terminal to be asked.",
    );
  }
  for (const creation of creations) {
    await creation.entry.create(target, creation.values);
    request.report(`created ${creation.entry.name}`);
  }
  return { created: creations.map(({ entry }) => entry.name) };
}

/** What values are given for that only a pattern knows. @throws DeployError SECRETS_INPUT where nothing does */
function matchingEntries({ stage, catalog }: InitRequest, values: Readonly<Record<string, string>>): readonly Entry[] {
  const known = new Set(entriesOf(stage, catalog).flatMap(({ parts }) => parts));
  const others = Object.keys(values).filter((name) => !known.has(name));
  const found = others.map((name) => [name, matchingEntry(stage, catalog, name)] as const);
  const unknown = found.flatMap(([name, entry]) => (entry === null ? [name] : []));
  if (unknown.length === 0) return found.flatMap(([, entry]) => entry ?? []);
  throw new DeployError(
    "SECRETS_INPUT",
    `No parameter or secret that a person sets is called ${unknown.join(", ")}. Nothing was created.`,
    `There are: ${[...known].join(", ")}.`,
  );
}

async function valuesOf(
  { ask }: InitRequest,
  given: Readonly<Record<string, string>>,
  { parts, from, purpose }: Entry,
): Promise<readonly string[]> {
  const values: string[] = [];
  for (const part of parts) {
    const value = given[part];
    if (value !== undefined) values.push(value);
    else if (from === "person") values.push((await ask?.(part, purpose)) ?? "");
    else values.push(randomBytes(from.random).toString("base64"));
  }
  return values;
}
