import { setMaxListeners } from "node:events";
import type { LambdaClient, UpdateAliasCommandInput } from "@aws-sdk/client-lambda";
import { DeployError } from "../../../model/errors";
import { calling, isNotFound, isUnreachable } from "../errors";
import { eachInParallel, inParallel, type Failed } from "../parallel";
import { clientConfig, type AwsTarget } from "../target";

/** All traffic of a function to one version. */
export interface Move {
  /** Physical name. */
  readonly name: string;
  readonly version: string;
}

/** A function's traffic on its way from one version to another. */
export interface Shift {
  /** Physical name. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Lambda takes 15 such calls a second; the SDK slows down by itself when it says so. */
const AT_ONCE = 10;
const MOST_ATTEMPTS = 8;
/** The alias through which everything is called. */
export const LIVE_ALIAS = "live";

/**
 * Points the alias `live` of each function at one version, without weights. One that refuses keeps none of the others.
 * @returns those whose version, or alias, is not there any more
 * @throws DeployError of the first failure, which names all functions that were not moved
 */
export async function pointAliases(
  target: AwsTarget,
  moves: readonly Move[],
  signal: AbortSignal,
): Promise<readonly Move[]> {
  const missing: Move[] = [];
  await updateAliases(target, signal, moves, async (move, update) => {
    const settings = { FunctionVersion: move.version, RoutingConfig: { AdditionalVersionWeights: {} } };
    if (!(await update(settings, `pointing ${move.name} at version ${move.version}`))) missing.push(move);
  });
  return missing;
}

/**
 * Gives the new version of each function a share of its traffic; the old one keeps the rest.
 * @param percent 1 to 99
 * @throws DeployError AWS where a version is not there any more
 */
export async function weighAliases(
  target: AwsTarget,
  shifts: readonly Shift[],
  percent: number,
  signal: AbortSignal,
): Promise<void> {
  await updateAliases(target, signal, shifts, async ({ name, from, to }, update) => {
    const settings = { FunctionVersion: from, RoutingConfig: { AdditionalVersionWeights: { [to]: percent / 100 } } };
    if (await update(settings, `giving version ${to} of ${name} ${String(percent)} % of the traffic`)) return;
    const what = `${name} has lost version ${from} or ${to}, or its alias: no traffic can go from one to the other.`;
    throw new DeployError("AWS", what, "See who deleted it: `bin/deploy refresh <stage>` shows what else is gone.");
  });
}

/** The version that has the traffic of each function, or most of it. A function without alias is left out. */
export async function readAliases(
  target: AwsTarget,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { GetAliasCommand } = await import("@aws-sdk/client-lambda");
  const client = await lambdaFor(target, signal);
  const versions = new Map<string, string>();
  await inParallel(names, AT_ONCE, async (FunctionName) => {
    await calling(target, `reading the alias of ${FunctionName}`, async () => {
      const asked = client.send(new GetAliasCommand({ FunctionName, Name: LIVE_ALIAS }), { abortSignal: signal });
      const found = await asked.catch((error: unknown) => {
        if (isNotFound(error)) return null;
        throw error;
      });
      if (found?.FunctionVersion !== undefined) versions.set(FunctionName, found.FunctionVersion);
    });
  });
  return versions;
}

async function lambdaFor(target: AwsTarget, signal: AbortSignal): Promise<LambdaClient> {
  const { LambdaClient } = await import("@aws-sdk/client-lambda");
  // Each request under way listens to it, and Node takes more than ten for a leak.
  setMaxListeners(0, signal);
  return new LambdaClient({ ...clientConfig(target), maxAttempts: MOST_ATTEMPTS });
}

/** @returns whether there was anything to update */
type Update = (settings: Settings, what: string) => Promise<boolean>;
type Settings = Pick<UpdateAliasCommandInput, "FunctionVersion" | "RoutingConfig">;

async function updateAliases<T extends { readonly name: string }>(
  target: AwsTarget,
  signal: AbortSignal,
  items: readonly T[],
  work: (item: T, update: Update) => Promise<void>,
): Promise<void> {
  const { UpdateAliasCommand } = await import("@aws-sdk/client-lambda");
  const client = await lambdaFor(target, signal);
  const one = (item: T): Promise<void> =>
    work(item, async (settings, what) => {
      const command = new UpdateAliasCommand({ FunctionName: item.name, Name: LIVE_ALIAS, ...settings });
      return calling(target, what, () =>
        client.send(command, { abortSignal: signal }).then(
          () => true,
          (error: unknown) => {
            if (isNotFound(error)) return false;
            throw error;
          },
        ),
      );
    });
  const failed = await eachInParallel(items, AT_ONCE, one, (error) => signal.aborted || isHopeless(error));
  if (failed.length > 0) throw asOne(failed, items.length);
}

/** What every other function would meet as well. */
function isHopeless(error: unknown): boolean {
  return !(error instanceof DeployError) || error.code === "IDENTITY_UNKNOWN" || isUnreachable(error.cause);
}

const MOST_NAMED = 8;

function asOne(failed: readonly Failed<{ readonly name: string }>[], of: number): unknown {
  const [{ error } = { error: undefined }] = failed;
  if (!(error instanceof DeployError)) return error;
  const names = failed.map(({ item }) => item.name);
  const more = names.length > MOST_NAMED ? ` and ${String(names.length - MOST_NAMED)} more` : "";
  return new DeployError(
    error.code,
    `${String(failed.length)} of ${String(of)} functions kept their traffic as it was (${names.slice(0, MOST_NAMED).join(", ")}${more}): ${error.what}`,
    error.remedy,
    { cause: error },
  );
}
