import type { SSMClient } from "@aws-sdk/client-ssm";
import { DeployError } from "../../model/errors";
import { calling, isDenied, isNotFound } from "../aws/errors";
import { inParallel } from "../aws/parallel";
import { clientConfig, type AwsTarget } from "../aws/target";
import type { StoredEntry } from "./entry";

/** Limit of GetParameters and DeleteParameters. */
export const PARAMETERS_PER_CALL = 10;

/** GetParameters allows 40 requests per second in an account. */
const PARALLEL_READS = 4;

export async function ssmClient(target: AwsTarget): Promise<SSMClient> {
  const { SSMClient } = await import("@aws-sdk/client-ssm");
  return new SSMClient(clientConfig(target));
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
  const ssm = await ssmClient(target);
  const batches = Array.from({ length: Math.ceil(names.length / PARAMETERS_PER_CALL) }, (_unused, index) =>
    names.slice(index * PARAMETERS_PER_CALL, (index + 1) * PARAMETERS_PER_CALL),
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

/** The value of a version; null: AWS no longer has it. */
export async function valueOfVersion(target: AwsTarget, name: string, version: number): Promise<string | null> {
  const { GetParameterCommand } = await import("@aws-sdk/client-ssm");
  const ssm = await ssmClient(target);
  return calling(target, `reading version ${String(version)} of ${name}`, async () => {
    try {
      const { Parameter } = await ssm.send(
        new GetParameterCommand({ Name: `${name}:${String(version)}`, WithDecryption: true }),
      );
      return Parameter?.Value ?? null;
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  });
}

/** Limit of the values of a filter, and of a page of DescribeParameters. */
export const DESCRIBED_PER_CALL = 50;

/**
 * Type, version and age of existing parameters by name. The role of previews may not read values, not even encrypted ones: the
 * permission for it also decrypts those under AWS's own key. It may describe parameters.
 */
export async function parametersWithoutValues(
  target: AwsTarget,
  names: readonly string[],
): Promise<ReadonlyMap<string, StoredEntry>> {
  try {
    return await storedParameters(target, names, "encrypted");
  } catch (error) {
    if (!(error instanceof DeployError) || !isDenied(error.cause)) throw error;
    return describeParameters(target, names).catch(() => {
      throw error;
    });
  }
}

async function describeParameters(
  target: AwsTarget,
  names: readonly string[],
): Promise<ReadonlyMap<string, StoredEntry>> {
  const found = new Map<string, StoredEntry>();
  if (names.length === 0) return found;
  const { paginateDescribeParameters } = await import("@aws-sdk/client-ssm");
  const client = await ssmClient(target);
  await calling(target, "reading the versions of the parameters", async () => {
    for (let start = 0; start < names.length; start += DESCRIBED_PER_CALL) {
      const Values = names.slice(start, start + DESCRIBED_PER_CALL);
      const request = { ParameterFilters: [{ Key: "Name", Option: "Equals", Values }], MaxResults: DESCRIBED_PER_CALL };
      for await (const { Parameters = [] } of paginateDescribeParameters({ client }, request))
        for (const { Name, Version = 1, LastModifiedDate = null, Type = "String" } of Parameters)
          if (Name !== undefined)
            found.set(Name, { version: String(Version), changedAt: LastModifiedDate, type: Type });
    }
  });
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

/** Id of the KMS key that a SecureString is encrypted under; null: the parameter does not exist. */
export async function keyOfParameter(target: AwsTarget, name: string): Promise<string | null> {
  const { DescribeParametersCommand } = await import("@aws-sdk/client-ssm");
  const ssm = await ssmClient(target);
  const filter = { Key: "Name", Option: "Equals", Values: [name] };
  const { Parameters } = await calling(target, `reading the KMS key of ${name}`, () =>
    ssm.send(new DescribeParametersCommand({ ParameterFilters: [filter] })),
  );
  return Parameters?.find(({ Name }) => Name === name)?.KeyId ?? null;
}
