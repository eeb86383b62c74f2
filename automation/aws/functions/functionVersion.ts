import type { FunctionConfiguration, Lambda } from "@aws-sdk/client-lambda";
import { isNotFound } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** The settings of a function that are part of its versions. */
const PARTS: Readonly<Record<string, (found: FunctionConfiguration) => unknown>> = {
  code: ({ CodeSha256 }) => CodeSha256,
  role: ({ Role }) => Role,
  runtime: ({ Runtime }) => Runtime,
  handler: ({ Handler }) => Handler,
  memory: ({ MemorySize }) => MemorySize,
  timeout: ({ Timeout }) => Timeout,
  architectures: ({ Architectures }) => Architectures,
  environment: ({ Environment }) => sorted(Environment?.Variables ?? {}),
  ephemeralStorage: ({ EphemeralStorage }) => EphemeralStorage?.Size,
  deadLetters: ({ DeadLetterConfig }) => DeadLetterConfig?.TargetArn,
  logging: ({ LoggingConfig }) => sorted(LoggingConfig ?? {}),
  tracing: ({ TracingConfig }) => TracingConfig?.Mode,
  key: ({ KMSKeyArn }) => KMSKeyArn,
  layers: ({ Layers = [] }) => Layers.map(({ Arn }) => Arn),
};

function sorted(values: object): unknown {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Names of the settings in which two versions of a function differ, without values: an environment may be secret. */
export function differingParts(one: FunctionConfiguration, other: FunctionConfiguration): readonly string[] {
  return Object.entries(PARTS).flatMap(([name, part]) =>
    (JSON.stringify(part(one)) ?? "") === (JSON.stringify(part(other)) ?? "") ? [] : [name],
  );
}

export async function lambdaClient(target: AwsTarget): Promise<Lambda> {
  const { Lambda } = await import("@aws-sdk/client-lambda");
  return new Lambda(clientConfig(target));
}

/**
 * The configuration of a function, or of a version or an alias of it. Lambda allows 100 `GetFunction` calls per second, and
 * 15 of most others.
 * @returns null where it does not exist
 */
export async function configurationOf(
  lambda: Lambda,
  FunctionName: string,
  Qualifier?: string,
): Promise<FunctionConfiguration | null> {
  try {
    const { Configuration } = await lambda.getFunction({
      FunctionName,
      ...(Qualifier === undefined ? {} : { Qualifier }),
    });
    return Configuration ?? null;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** The code of a function, and whether its newest version equals the function. */
export interface PublishedState {
  readonly codeSha256: string;
  readonly isPublished: boolean;
}

/** @returns null where there is no such function */
export async function publishedState(target: AwsTarget, FunctionName: string): Promise<PublishedState | null> {
  const lambda = await lambdaClient(target);
  const latest = await configurationOf(lambda, FunctionName);
  if (latest === null) return null;
  const { paginateListVersionsByFunction } = await import("@aws-sdk/client-lambda");
  let newest: FunctionConfiguration | null = null;
  for await (const { Versions = [] } of paginateListVersionsByFunction({ client: lambda }, { FunctionName })) {
    for (const version of Versions) {
      if (Number(version.Version) > Number(newest?.Version ?? 0)) newest = version;
    }
  }
  const isPublished = newest !== null && differingParts(latest, newest).length === 0;
  return { codeSha256: latest.CodeSha256 ?? "", isPublished };
}
