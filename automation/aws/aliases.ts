import { calling, isNotFound } from "./errors";
import { inParallel } from "./parallel";
import { clientConfig, type AwsTarget } from "./target";

/** All traffic of a function to one version. */
export interface Move {
  /** Physical name. */
  readonly name: string;
  readonly version: string;
}

/** Lambda takes 15 such calls a second; the SDK slows down by itself when it says so. */
const AT_ONCE = 10;
const LIVE = "live";

/**
 * Points the alias `live` of each function at one version, without weights.
 * @returns those whose version, or alias, is not there any more
 */
export async function pointAliases(
  target: AwsTarget,
  moves: readonly Move[],
  signal: AbortSignal,
): Promise<readonly Move[]> {
  const { LambdaClient, UpdateAliasCommand } = await import("@aws-sdk/client-lambda");
  const client = new LambdaClient({ ...clientConfig(target), maxAttempts: 8 });
  const missing: Move[] = [];
  await inParallel(moves, AT_ONCE, async (move) => {
    const { name, version } = move;
    await calling(target, `pointing ${name} at version ${version}`, () =>
      client
        .send(
          new UpdateAliasCommand({
            FunctionName: name,
            Name: LIVE,
            FunctionVersion: version,
            RoutingConfig: { AdditionalVersionWeights: {} },
          }),
          { abortSignal: signal },
        )
        .catch((error: unknown) => {
          if (!isNotFound(error)) throw error;
          missing.push(move);
        }),
    );
  });
  return missing;
}
