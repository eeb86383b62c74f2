import { sourceCodeHash, type Release } from "../../../model/release/release";
import { LIVE_ALIAS } from "../../../model/arns";
import { NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { functionsOnStage } from "../../../model/stage/functions";
import { calling } from "../errors";
import { configurationOf, differingParts, lambdaClient } from "./functionVersion";
import { inParallel } from "../parallel";
import type { AwsTarget } from "../target";

/** A function whose code is not the release's, or whose alias serves something else than what the function has. */
export interface ServedDifference {
  /** `users/usersGetMe` */
  readonly id: string;
  /** Logical name of the function; that of its alias ends with `-live`. */
  readonly name: string;
  /** The version that the alias serves. */
  readonly version: string;
  /** Whether the alias serves the release's code. */
  readonly servesRelease: boolean;
  /** Whether the function itself has the release's code. */
  readonly hasRelease: boolean;
  /** In what the version differs from the function: `memory`. */
  readonly parts: readonly string[];
}

export interface ServedComparison {
  readonly differences: readonly ServedDifference[];
  /** Ids of functions that do not exist, or have no alias that serves. */
  readonly missing: readonly string[];
}

/** Lambda answers 100 `GetFunction` a second. */
const AT_ONCE = 8;

/**
 * Compares what the alias of each function serves with the release (its code) and with the function's own configuration,
 * which the engine holds against the release: the ARN of a version says nothing of what is in it.
 * @param only ids of the functions to compare; null: all
 * @throws DeployError AWS
 */
export async function servedDifferences(
  target: AwsTarget,
  stage: Stage,
  release: Release,
  only: ReadonlySet<string> | null,
): Promise<ServedComparison> {
  const functions = functionsOnStage(stage, release).filter(({ id }) => only === null || only.has(id));
  if (functions.length === 0) return { differences: [], missing: [] };
  const lambda = await lambdaClient(target);
  const differences: ServedDifference[] = [];
  const missing: string[] = [];
  await calling(target, "comparing what the functions' aliases serve", () =>
    inParallel(functions, AT_ONCE, async ({ id, service, name, artifact }) => {
      const physical = NAMES.function.of(stage, service.service, name);
      const [latest, live] = await Promise.all([
        configurationOf(lambda, physical),
        configurationOf(lambda, physical, LIVE_ALIAS),
      ]);
      if (latest === null || live === null) {
        missing.push(id);
        return;
      }
      const wanted = sourceCodeHash(artifact.digest);
      const [servesRelease, hasRelease] = [live.CodeSha256 === wanted, latest.CodeSha256 === wanted];
      const parts = differingParts(live, latest);
      if (servesRelease && hasRelease && parts.length === 0) return;
      differences.push({
        id,
        name: `${service.service}-${name}`,
        version: live.Version ?? "",
        servesRelease,
        hasRelease,
        parts,
      });
    }),
  );
  return { differences: differences.sort((a, b) => (a.id < b.id ? -1 : 1)), missing: missing.sort() };
}
