import { randomBytes } from "node:crypto";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { Catalog, Parameter } from "../../model/catalog/schema";
import { DeployError } from "../../model/errors";
import { calling } from "../aws/errors";
import { clientConfig, type AwsTarget } from "../aws/target";

export interface ParameterStatus {
  /** Version by name of those that are there. */
  readonly present: Readonly<Record<string, number>>;
  /** A deployment is refused without these. */
  readonly missingRequired: readonly string[];
  readonly missingOptional: readonly string[];
}

/** What GetParameters takes at once. */
const BATCH = 10;

async function client(target: AwsTarget): Promise<SSMClient> {
  const { SSMClient } = await import("@aws-sdk/client-ssm");
  return new SSMClient(clientConfig(target));
}

/** Parameters that somebody has to set: a deployment writes the generated ones itself. */
function declared(catalog: Catalog): readonly (readonly [name: string, parameter: Parameter])[] {
  return Object.entries(catalog.parameters).filter(([, parameter]) => parameter.kind !== "generated");
}

/** Which declared parameters there are. Values are neither decrypted nor kept. */
export async function checkParameters(target: AwsTarget, catalog: Catalog): Promise<ParameterStatus> {
  const all = declared(catalog);
  const there = await existing(
    target,
    all.map(([name]) => name),
  );
  const missing = all.filter(([name]) => !there.has(name));
  return {
    present: Object.fromEntries(there),
    missingRequired: missing.flatMap(([name, { kind }]) => (kind === "required" ? [name] : [])),
    missingOptional: missing.flatMap(([name, { kind }]) => (kind === "optional" ? [name] : [])),
  };
}

async function existing(target: AwsTarget, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { GetParametersCommand } = await import("@aws-sdk/client-ssm");
  const ssm = await client(target);
  const found = new Map<string, number>();
  await calling(target, "looking for the parameters", async () => {
    for (let at = 0; at < names.length; at += BATCH) {
      const { Parameters } = await ssm.send(
        new GetParametersCommand({ Names: names.slice(at, at + BATCH), WithDecryption: false }),
      );
      for (const { Name, Version } of Parameters ?? []) if (Name !== undefined) found.set(Name, Version ?? 1);
    }
  });
  return found;
}

export interface InitRequest {
  readonly target: AwsTarget;
  readonly catalog: Catalog;
  /** Values that were given, by parameter name. */
  readonly values: Readonly<Record<string, string>>;
  /** Asks a person; absent where there is none. An empty answer leaves an optional parameter out. */
  readonly ask?: (name: string, purpose: string) => Promise<string>;
  readonly report: (line: string) => void;
}

interface Creation {
  readonly name: string;
  readonly parameter: Parameter;
  readonly value: string;
}

/**
 * Creates the parameters that are missing; never overwrites one and never prints a value.
 * @throws DeployError SECRETS_INPUT, before anything is created, naming every value that nobody gave
 */
export async function initParameters(request: InitRequest): Promise<{ readonly created: readonly string[] }> {
  const { target, catalog, values } = request;
  refuseUnknown(catalog, values);
  const there = await existing(
    target,
    declared(catalog).map(([name]) => name),
  );
  const missing = declared(catalog).filter(([name]) => !there.has(name));
  const creations: Creation[] = [];
  const unanswered: string[] = [];
  for (const [name, parameter] of missing) {
    const value = await valueOf(request, name, parameter);
    if (value !== "") creations.push({ name, parameter, value });
    else if (parameter.kind === "required") unanswered.push(name);
  }
  if (unanswered.length > 0) {
    throw new DeployError(
      "SECRETS_INPUT",
      `Nobody gave a value for ${unanswered.join(", ")}. Nothing was created.`,
      "Give them in a file that only you can read: `bin/deploy secrets init <stage> --from-file <file>`, or run it on a terminal to be asked.",
    );
  }
  for (const creation of creations) {
    await create(target, creation);
    request.report(`created ${creation.name}`);
  }
  return { created: creations.map(({ name }) => name) };
}

function refuseUnknown(catalog: Catalog, values: Readonly<Record<string, string>>): void {
  const unknown = Object.keys(values).filter(
    (name) => catalog.parameters[name] === undefined || catalog.parameters[name].kind === "generated",
  );
  if (unknown.length === 0) return;
  throw new DeployError(
    "SECRETS_INPUT",
    `No parameter that a person sets is called ${unknown.join(", ")}. Nothing was created.`,
    `There are: ${declared(catalog)
      .map(([name]) => name)
      .join(", ")}.`,
  );
}

async function valueOf(request: InitRequest, name: string, { from, purpose }: Parameter): Promise<string> {
  const given = request.values[name];
  if (given !== undefined) return given;
  if (typeof from === "object") return randomBytes(from.random).toString("base64");
  return (await request.ask?.(name, purpose)) ?? "";
}

async function create(target: AwsTarget, { name, parameter, value }: Creation): Promise<void> {
  const { PutParameterCommand } = await import("@aws-sdk/client-ssm");
  const ssm = await client(target);
  await calling(target, `creating ${name}`, async () => {
    try {
      await ssm.send(
        new PutParameterCommand({
          Name: name,
          Value: value,
          Type: parameter.type,
          Description: parameter.purpose,
          Overwrite: false,
        }),
      );
    } catch (error) {
      // Somebody was quicker: his value stays.
      if ((error as Error).name !== "ParameterAlreadyExists") throw withoutValue(error as Error, value);
    }
  });
}

/** AWS quotes what it finds invalid. */
function withoutValue(error: Error, value: string): Error {
  if (!error.message.includes(value)) return error;
  return Object.assign(new Error(error.message.replaceAll(value, "(the value)")), { name: error.name });
}
