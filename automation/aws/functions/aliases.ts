import { setMaxListeners } from "node:events";
import type { LambdaClient, UpdateAliasCommandInput } from "@aws-sdk/client-lambda";
import { LIVE_ALIAS } from "../../../model/arns";
import { DeployError } from "../../../model/errors";
import { cutList } from "../../shortList";
import { calling, isNotFound, isUnreachable } from "../errors";
import { eachInParallel, inParallel, type FailedItem } from "../parallel";
import { clientConfig, type AwsTarget } from "../target";

/** The version that an alias points at. */
export interface AliasTarget {
  /** Physical name of the function. */
  readonly name: string;
  readonly version: string;
}

/** A function whose traffic shifts from one version to another. */
export interface TrafficShift {
  /** Physical name. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Lambda allows 15 alias calls per second; the SDK slows down when it is throttled. */
const PARALLEL_CALLS = 10;
const MAX_ATTEMPTS = 8;

/**
 * Points the alias `live` of each function at one version, without weights. A failure does not stop the other functions.
 * @returns the functions whose version or alias no longer exists
 * @throws DeployError of the first failure; it lists all functions that were not updated
 */
export async function pointAliases(
  target: AwsTarget,
  aliases: readonly AliasTarget[],
  signal: AbortSignal,
): Promise<readonly AliasTarget[]> {
  const missing: AliasTarget[] = [];
  await updateAliases(target, signal, aliases, async (alias, update) => {
    const settings = { FunctionVersion: alias.version, RoutingConfig: { AdditionalVersionWeights: {} } };
    if (!(await update(settings, `pointing ${alias.name} at version ${alias.version}`))) missing.push(alias);
  });
  return missing;
}

/**
 * Routes a share of each function's traffic to its new version; the old version keeps the rest.
 * @param percent 1 to 99
 * @throws DeployError AWS where a version no longer exists
 */
export async function setAliasWeights(
  target: AwsTarget,
  shifts: readonly TrafficShift[],
  percent: number,
  signal: AbortSignal,
): Promise<void> {
  await updateAliases(target, signal, shifts, async ({ name, from, to }, update) => {
    const settings = { FunctionVersion: from, RoutingConfig: { AdditionalVersionWeights: { [to]: percent / 100 } } };
    if (await update(settings, `routing ${String(percent)} % of the traffic to version ${to} of ${name}`)) return;
    const what = `Version ${from} or ${to} of ${name}, or its alias, was deleted: its traffic cannot shift.`;
    throw new DeployError(
      "AWS",
      what,
      "Find out who deleted it: `bin/deploy refresh <stage>` lists what else is gone.",
    );
  });
}

/** The version that has each function's traffic, or most of it. Functions without the alias are left out. */
export async function readAliasVersions(
  target: AwsTarget,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { GetAliasCommand } = await import("@aws-sdk/client-lambda");
  const client = await lambdaFor(target, signal);
  const versions = new Map<string, string>();
  await inParallel(names, PARALLEL_CALLS, async (FunctionName) => {
    await calling(target, `reading the alias of ${FunctionName}`, async () => {
      const request = client.send(new GetAliasCommand({ FunctionName, Name: LIVE_ALIAS }), { abortSignal: signal });
      const alias = await request.catch((error: unknown) => {
        if (isNotFound(error)) return null;
        throw error;
      });
      if (alias?.FunctionVersion !== undefined) versions.set(FunctionName, alias.FunctionVersion);
    });
  });
  return versions;
}

async function lambdaFor(target: AwsTarget, signal: AbortSignal): Promise<LambdaClient> {
  const { LambdaClient } = await import("@aws-sdk/client-lambda");
  // Each request adds a listener, and Node warns of a leak above ten.
  setMaxListeners(0, signal);
  return new LambdaClient({ ...clientConfig(target), maxAttempts: MAX_ATTEMPTS });
}

/** @returns false where version or alias does not exist */
type Update = (settings: Settings, doing: string) => Promise<boolean>;
type Settings = Pick<UpdateAliasCommandInput, "FunctionVersion" | "RoutingConfig">;

async function updateAliases<T extends { readonly name: string }>(
  target: AwsTarget,
  signal: AbortSignal,
  items: readonly T[],
  work: (item: T, update: Update) => Promise<void>,
): Promise<void> {
  const { UpdateAliasCommand } = await import("@aws-sdk/client-lambda");
  const client = await lambdaFor(target, signal);
  const updateOne = (item: T): Promise<void> =>
    work(item, async (settings, doing) => {
      const command = new UpdateAliasCommand({ FunctionName: item.name, Name: LIVE_ALIAS, ...settings });
      return calling(target, doing, () =>
        client.send(command, { abortSignal: signal }).then(
          () => true,
          (error: unknown) => {
            if (isNotFound(error)) return false;
            throw error;
          },
        ),
      );
    });
  const failed = await eachInParallel(items, PARALLEL_CALLS, updateOne, (error) => signal.aborted || isGlobal(error));
  if (failed.length > 0) throw combined(failed, items.length);
}

/** Whether the error concerns every function, not only one. */
function isGlobal(error: unknown): boolean {
  return !(error instanceof DeployError) || error.code === "IDENTITY_UNKNOWN" || isUnreachable(error.cause);
}

const MAX_NAMES = 8;

function combined(failed: readonly FailedItem<{ readonly name: string }>[], total: number): unknown {
  const [{ error } = { error: undefined }] = failed;
  if (!(error instanceof DeployError)) return error;
  const names = cutList(
    failed.map(({ item }) => item.name),
    MAX_NAMES,
  );
  return new DeployError(
    error.code,
    `The aliases of ${String(failed.length)} of ${String(total)} functions were not updated (${names}): ${error.what}`,
    error.remedy,
    { cause: error },
  );
}
