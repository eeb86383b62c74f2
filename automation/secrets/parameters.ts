import type { Catalog, Parameter } from "../../model/catalog/schema/catalog";
import { FROM_ROTATION, overlapHoursOf } from "../../model/catalog/schema/rotation";
import { AWS_LIMITS } from "../../model/limits/awsLimits";
import { commonPath, covers, isPattern, nameOnStage } from "../../model/parameterName";
import type { Stage } from "../../model/stage/stage";
import { calling, isAlreadyExists } from "../aws/errors";
import type { AwsTarget } from "../aws/target";
import { withoutValues, type Entry, type WrittenVersions } from "./entry";
import {
  DESCRIBED_PER_CALL,
  existingParameters,
  keyOfParameter,
  PARAMETERS_PER_CALL,
  ssmClient,
} from "./storedParameters";

/** Limit of a value in the standard tier. */
const MAX_BYTES = AWS_LIMITS.standardParameter.max;

type Named = Pick<Stage, "name">;

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
    parameterType: parameter.type,
    parts: [name],
    rotateAfterDays: parameter.rotateAfterDays ?? null,
    overlapHours: overlapHoursOf(parameter),
    previous: previous === undefined ? null : nameOnStage(previous, stage),
    form: parameter,
    maxBytes: MAX_BYTES,
    create: (target, [value = ""]) => create(target, name, parameter, value),
    set: (target, _part, value, keyOf) => overwrite(target, { name, parameter, value, keyOf }),
  };
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

/** Names of all parameters below a path. Not by `GetParametersByPath`, which returns their values, too. */
export async function namesBelow(target: AwsTarget, path: string): Promise<readonly string[]> {
  const { paginateDescribeParameters } = await import("@aws-sdk/client-ssm");
  const ssm = await ssmClient(target);
  return calling(target, `listing the parameters below ${path}`, async () => {
    const names: string[] = [];
    const below = { Key: "Path", Option: "Recursive", Values: [path] };
    const request = { ParameterFilters: [below], MaxResults: DESCRIBED_PER_CALL };
    for await (const { Parameters } of paginateDescribeParameters({ client: ssm }, request))
      names.push(...(Parameters ?? []).flatMap(({ Name }) => Name ?? []));
    return names.sort();
  });
}

async function create(target: AwsTarget, name: string, parameter: Parameter, value: string): Promise<void> {
  const { PutParameterCommand } = await import("@aws-sdk/client-ssm");
  const ssm = await ssmClient(target);
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

interface Overwrite {
  readonly name: string;
  readonly parameter: Parameter;
  readonly value: string;
  readonly keyOf: string | undefined;
}

/** Without a key, AWS encrypts the new version under its own key, whatever the one before was under. */
async function overwrite(
  target: AwsTarget,
  { name, parameter: { type, purpose }, value, keyOf }: Overwrite,
): Promise<WrittenVersions> {
  const before = (await existingParameters(target, [name])).get(name);
  const like = before === undefined ? keyOf : name;
  const key = type === "SecureString" && like !== undefined ? await keyOfParameter(target, like) : null;
  const { PutParameterCommand } = await import("@aws-sdk/client-ssm");
  const ssm = await ssmClient(target);
  return calling(target, `writing ${name}`, async () => {
    try {
      const { Version } = await ssm.send(
        new PutParameterCommand({
          Name: name,
          Value: value,
          Type: type,
          Description: purpose,
          Overwrite: true,
          ...(key === null ? {} : { KeyId: key }),
        }),
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
  const ssm = await ssmClient(target);
  for (let start = 0; start < names.length; start += PARAMETERS_PER_CALL)
    await calling(target, "deleting parameters", () =>
      ssm.send(new DeleteParametersCommand({ Names: names.slice(start, start + PARAMETERS_PER_CALL) })),
    );
}
