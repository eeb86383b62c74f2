import { servedDifferences, type ServedDifference } from "../aws/functions/servedFunctions";
import { cutList } from "../shortList";
import type { Subject } from "./subject";
import { PASSED, type CheckResult, type Verdict } from "./verdict";

const MAX_SHOWN = 8;

/**
 * Checks that each function's alias serves the release's code, with the function's configuration.
 * @param isSettled false: a deployment is unfinished, so functions may differ from the version behind their alias
 * @returns null where all do: this alone does not verify a stage, so it is not counted as passed
 */
export async function checkServedVersions(subject: Subject, isSettled: boolean): Promise<CheckResult | null> {
  const started = performance.now();
  const verdict = await compareVersions(subject, isSettled);
  if (verdict.kind === "passed") return null;
  const milliseconds = performance.now() - started;
  return { id: "served-versions", group: "health", title: "Aliases serve the release", verdict, milliseconds };
}

async function compareVersions(
  { target, stage, release, changed, created }: Subject,
  isSettled: boolean,
): Promise<Verdict> {
  try {
    const { differences, missing } = await servedDifferences(target, stage, release, changed, created);
    const problems = [
      ...missing.map((id) => `${id} does not exist, or has no alias live`),
      ...differences.filter(({ servesRelease }) => isSettled || !servesRelease).map(describe),
    ];
    if (problems.length === 0) return PASSED;
    return {
      kind: "failed",
      reason: `${cutList(problems, MAX_SHOWN, "; ")}. See \`bin/deploy refresh ${stage.name} --check\``,
    };
  } catch (error) {
    return { kind: "inconclusive", reason: `the functions could not be compared: ${(error as Error).message}` };
  }
}

function describe({ id, version, servesRelease, hasRelease, parts }: ServedDifference): string {
  if (!servesRelease) return `${id} serves version ${version}, whose code differs from the release`;
  if (!hasRelease) return `the code of ${id} differs from the release; the live version is not affected`;
  return `${id} serves version ${version}, which differs from the function in ${parts.join(", ")}`;
}
