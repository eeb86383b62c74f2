import type { LambdaClient } from "@aws-sdk/client-lambda";
import { calling, isNotFound } from "../errors";
import { inParallel } from "../parallel";
import { clientConfig, type AwsTarget } from "../target";

/** A published version of a function. */
export interface PublishedVersion {
  readonly version: string;
  /** Size of its code. */
  readonly bytes: number;
  /** Whether an alias sends traffic to it. */
  readonly hasAlias: boolean;
}

/** Lambda's control plane takes 15 calls per second; the SDK slows down when it is throttled. */
const PARALLEL_CALLS = 8;
const MAX_ATTEMPTS = 8;

async function lambda(target: AwsTarget): Promise<LambdaClient> {
  const { LambdaClient } = await import("@aws-sdk/client-lambda");
  return new LambdaClient({ ...clientConfig(target), maxAttempts: MAX_ATTEMPTS });
}

/**
 * Published versions by physical name of a function. A function that does not exist has none. Aliases are read only of
 * functions with more than one version.
 */
export async function publishedVersions(
  target: AwsTarget,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly PublishedVersion[]>> {
  const client = await lambda(target);
  const found = new Map<string, readonly PublishedVersion[]>();
  await inParallel(names, PARALLEL_CALLS, async (name) => {
    const versions = await calling(target, `listing the versions of ${name}`, () => versionsOf(client, name));
    found.set(name, versions);
  });
  return found;
}

async function versionsOf(client: LambdaClient, FunctionName: string): Promise<readonly PublishedVersion[]> {
  const { paginateListVersionsByFunction } = await import("@aws-sdk/client-lambda");
  const published: { readonly version: string; readonly bytes: number }[] = [];
  try {
    for await (const { Versions = [] } of paginateListVersionsByFunction({ client }, { FunctionName }))
      for (const { Version = "$LATEST", CodeSize = 0 } of Versions)
        if (Version !== "$LATEST") published.push({ version: Version, bytes: CodeSize });
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  const aliased = published.length < 2 ? null : await aliasedVersions(client, FunctionName);
  return published.map((one) => ({ ...one, hasAlias: aliased === null || aliased.has(one.version) }));
}

/** Versions of every alias, those with a weight included. */
async function aliasedVersions(client: LambdaClient, FunctionName: string): Promise<ReadonlySet<string>> {
  const { paginateListAliases } = await import("@aws-sdk/client-lambda");
  const versions = new Set<string>();
  for await (const { Aliases = [] } of paginateListAliases({ client }, { FunctionName }))
    for (const { FunctionVersion, RoutingConfig } of Aliases) {
      if (FunctionVersion !== undefined) versions.add(FunctionVersion);
      for (const version of Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {})) versions.add(version);
    }
  return versions;
}

/** Deletes versions of functions; those that are gone already, or got an alias meanwhile, are left. */
export async function deleteVersions(
  target: AwsTarget,
  versions: readonly { readonly name: string; readonly version: string }[],
): Promise<void> {
  const { DeleteFunctionCommand } = await import("@aws-sdk/client-lambda");
  const client = await lambda(target);
  await inParallel(versions, PARALLEL_CALLS, ({ name, version }) =>
    calling(target, `deleting version ${version} of ${name}`, async () => {
      try {
        // Without the qualifier the whole function would be deleted.
        if (!/^\d+$/.test(version)) throw new TypeError(`"${version}" is not a published version`);
        await client.send(new DeleteFunctionCommand({ FunctionName: name, Qualifier: version }));
      } catch (error) {
        if (!isNotFound(error) && (error as Error).name !== "ResourceConflictException") throw error;
      }
    }),
  );
}
