import type { SSMClient } from "@aws-sdk/client-ssm";
import type { Catalog, Parameter } from "../../model/catalog/schema/catalog";
import { FROM_ROTATION, overlapHoursOf } from "../../model/catalog/schema/rotation";
import { AWS_LIMITS } from "../../model/limits/awsLimits";
import { commonPath, covers, isPattern, nameOnStage } from "../../model/parameterName";
import type { Stage } from "../../model/stage/stage";
import { calling, isAlreadyExists } from "../aws/errors";
import { clientConfig, type AwsTarget } from "../aws/target";
import { inParallel } from "../aws/parallel";
import { withoutValues, type Entry, type StoredEntry, type WrittenVersions } from "./entry";

/** Limit of a value in the standard tier. */
const MAX_BYTES = AWS_LIMITS.standardParameter.max;

/** Limit of GetParameters. */
const BATCH = 10;

/** GetParameters allows 40 requests per second in an account. */
const PARALLEL_READS = 4;

type Named = Pick<Stage, "name">;

async function client(target: AwsTarget): Promise<SSMClient> {
  const { SSMClient } = await import("@aws-sdk/client-ssm");
  return new SSMClient(clientConfig(target));
}

/** Parameters that a person or `secrets init` sets, without generated ones, which a deployment writes, and patterns. */
export function parameterEntries(stage: Named, catalog: Catalog): readonly Entry[] {
  return Object.entries(catalog.parameters).flatMap(([text, parameter]) => {
    if (parameter.kind === "generated" || isPattern(text)) return [];
    return [parameterEntry(stage, nameOnStage(text, stage), parameter, parameter.kind)];
  });
}

/** The entry of a name that matches a declared pattern; null where none matches. */
export function matchingEntry(stage: Named, catalog: Catalog, name: string): Entry | null {
  const found = Object.entries(catalog.parameters).find(
    ([text]) => isPattern(text) && covers(nameOnStage(text, stage), name),
  );
  return found === undefined ? null : parameterEntry(stage, name, found[1], "optional");
}

function parameterEntry(stage: Named, name: string, parameter: Parameter, kind: Entry["kind"]): Entry {
  const { from, previous } = parameter;
  return {
    name,
    purpose: parameter.purpose,
    kind,
    from: typeof from === "object" || from === FROM_ROTATION ? from : "person",
    parts: [name],
    rotateAfterDays: parameter.rotateAfterDays ?? null,
    overlapHours: overlapHoursOf(parameter),
    previous: previous === undefined ? null : nameOnStage(previous, stage),
    form: parameter,
    maxBytes: MAX_BYTES,
    create: (target, [value = ""]) => create(target, name, parameter, value),
    set: (target, _part, value) => overwrite(target, name, parameter, value),
  };
}

/** A parameter as Parameter Store has it. */
export interface StoredParameter extends StoredEntry {
  /** Ciphertext of a SecureString that was not decrypted. */
  readonly value: string;
}

/** Existing parameters by name. */
export async function storedParameters(
  target: AwsTarget,
  names: readonly string[],
  reading: "encrypted" | "decrypted",
): Promise<ReadonlyMap<string, StoredParameter>> {
  const found = new Map<string, StoredParameter>();
  if (names.length === 0) return found;
  const { GetParametersCommand } = await import("@aws-sdk/client-ssm");
  const ssm = await client(target);
  const batches = Array.from({ length: Math.ceil(names.length / BATCH) }, (_unused, index) =>
    names.slice(index * BATCH, (index + 1) * BATCH),
  );
  await calling(target, "reading the parameters", () =>
    inParallel(batches, PARALLEL_READS, async (batch) => {
      const { Parameters } = await ssm.send(
        new GetParametersCommand({ Names: [...batch], WithDecryption: reading === "decrypted" }),
      );
      for (const { Name, Version, LastModifiedDate, Type, Value } of Parameters ?? [])
        if (Name !== undefined)
          found.set(Name, {
            version: String(Version ?? 1),
            changedAt: LastModifiedDate ?? null,
            type: Type ?? "String",
            value: Value ?? "",
          });
    }),
  );
  return found;
}

/** Version by name of existing parameters. Values are neither decrypted nor kept. */
export async function existingParameters(
  target: AwsTarget,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const stored = await storedParameters(target, names, "encrypted");
  return new Map(
    names.flatMap((name) => {
      const version = stored.get(name)?.version;
      return version === undefined ? [] : [[name, Number(version)] as const];
    }),
  );
}

/** Names of existing parameters, by the declared pattern that they match. */
export async function matchingParameters(
  target: AwsTarget,
  stage: Named,
  catalog: Catalog,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const patterns = Object.keys(catalog.parameters)
    .filter(isPattern)
    .map((text) => nameOnStage(text, stage));
  const below = new Map<string, readonly string[]>();
  for (const path of new Set(patterns.map(commonPath))) below.set(path, await namesBelow(target, path));
  return Object.fromEntries(
    patterns.map((pattern) => [
      pattern,
      (below.get(commonPath(pattern)) ?? []).filter((name) => covers(pattern, name)),
    ]),
  );
}

/** Names of all parameters below a path. */
export async function namesBelow(target: AwsTarget, path: string): Promise<readonly string[]> {
  const { paginateGetParametersByPath } = await import("@aws-sdk/client-ssm");
  const ssm = await client(target);
  return calling(target, `listing the parameters below ${path}`, async () => {
    const names: string[] = [];
    const request = { Path: path, Recursive: true, WithDecryption: false };
    for await (const { Parameters } of paginateGetParametersByPath({ client: ssm }, request))
      names.push(...(Parameters ?? []).flatMap(({ Name }) => Name ?? []));
    return names.sort();
  });
}

async function create(target: AwsTarget, name: string, parameter: Parameter, value: string): Promise<void> {
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
      // Another run created it: its value stays.
      if (!isAlreadyExists(error)) throw withoutValues(error as Error, [value]);
    }
  });
}

async function overwrite(
  target: AwsTarget,
  name: string,
  { type, purpose }: Parameter,
  value: string,
): Promise<WrittenVersions> {
  const before = (await existingParameters(target, [name])).get(name);
  const { PutParameterCommand } = await import("@aws-sdk/client-ssm");
  const ssm = await client(target);
  return calling(target, `writing ${name}`, async () => {
    try {
      const { Version } = await ssm.send(
        new PutParameterCommand({ Name: name, Value: value, Type: type, Description: purpose, Overwrite: true }),
      );
      return { before: before === undefined ? null : String(before), after: String(Version ?? 1) };
    } catch (error) {
      throw withoutValues(error as Error, [value]);
    }
  });
}

/** Deletes parameters with all their versions; those that are gone already are ignored. */
export async function deleteParameters(target: AwsTarget, names: readonly string[]): Promise<void> {
  const { DeleteParametersCommand } = await import("@aws-sdk/client-ssm");
  const ssm = await client(target);
  for (let start = 0; start < names.length; start += BATCH)
    await calling(target, "deleting parameters", () =>
      ssm.send(new DeleteParametersCommand({ Names: names.slice(start, start + BATCH) })),
    );
}
