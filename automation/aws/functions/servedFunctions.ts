import { sourceCodeHash, type Release } from "../../../model/release/release";
import { LIVE_ALIAS } from "../../../model/arns";
import { NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { functionsOnStage } from "../../../model/stage/functions";
import { calling } from "../errors";
import { configurationOf, differingParts, lambdaClient } from "./functionVersion";
import { inParallel } from "../parallel";
import type { AwsTarget } from "../target";

/** A function whose code differs from the release, or from the version behind its alias. */
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
  /** Settings in which the version differs from the function: `memory`. */
  readonly parts: readonly string[];
}

export interface ServedComparison {
  readonly differences: readonly ServedDifference[];
  /** Ids of functions without the function or its alias. */
  readonly missing: readonly string[];
}

/** Lambda allows 100 `GetFunction` calls per second. */
const PARALLEL_READS = 8;

/**
 * Compares the version behind each function's alias with the release (its code) and with the function's own configuration,
 * which Pulumi compares with the release: the ARN of a version does not show its content.
 * @param only ids of the functions to compare; null: all
 * @param created ids of functions that this deployment created: the same call published their version
 * @throws DeployError AWS
 */
export async function servedDifferences(
  target: AwsTarget,
  stage: Stage,
  release: Release,
  only: ReadonlySet<string> | null,
  created: ReadonlySet<string> = new Set(),
): Promise<ServedComparison> {
  const functions = functionsOnStage(stage, release).filter(({ id }) => only === null || only.has(id));
  if (functions.length === 0) return { differences: [], missing: [] };
  const lambda = await lambdaClient(target);
  const differences: ServedDifference[] = [];
  const missing: string[] = [];
  await calling(target, "comparing the versions behind aliases", () =>
    inParallel(functions, PARALLEL_READS, async ({ id, service, name, artifact }) => {
      const physical = NAMES.function.of(stage, service.service, name);
      const reading = configurationOf(lambda, physical, LIVE_ALIAS);
      const [live, latest] = await Promise.all([
        reading,
        created.has(id) ? reading : configurationOf(lambda, physical),
      ]);
      if (latest === null || live === null) {
        missing.push(id);
        return;
      }
      const expected = sourceCodeHash(artifact.digest);
      const [servesRelease, hasRelease] = [live.CodeSha256 === expected, latest.CodeSha256 === expected];
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
