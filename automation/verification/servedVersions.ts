import { servedDifferences, type ServedDifference } from "../aws/functions/servedFunctions";
import type { Subject } from "./subject";
import { PASSED, type CheckResult, type Verdict } from "./verdict";

const NAMED = 8;

/**
 * Whether each function's alias serves the release: its code, and the configuration that the function has.
 * @param isSettled false: a deployment is unfinished, so functions may have what no alias serves yet
 * @returns null where all do: that is no check of what the stage does, so it is no pass
 */
export async function checkServed(subject: Subject, isSettled: boolean): Promise<CheckResult | null> {
  const started = performance.now();
  const verdict = await verdictOf(subject, isSettled);
  if (verdict.kind === "passed") return null;
  const milliseconds = performance.now() - started;
  return { id: "served-versions", group: "health", title: "Aliases serve the release", verdict, milliseconds };
}

async function verdictOf({ target, stage, release, changed }: Subject, isSettled: boolean): Promise<Verdict> {
  try {
    const { differences, missing } = await servedDifferences(target, stage, release, changed);
    const problems = [
      ...missing.map((id) => `${id} is not there, or has no alias live`),
      ...differences.filter(({ servesRelease }) => isSettled || !servesRelease).map(describe),
    ];
    if (problems.length === 0) return PASSED;
    const named = problems.slice(0, NAMED);
    const more = problems.length > NAMED ? `, and ${String(problems.length - NAMED)} more` : "";
    return {
      kind: "failed",
      reason: `${named.join("; ")}${more}. See \`bin/deploy refresh ${stage.name} --check\``,
    };
  } catch (error) {
    return { kind: "inconclusive", reason: `the functions could not be compared: ${(error as Error).message}` };
  }
}

function describe({ id, version, servesRelease, hasRelease, parts }: ServedDifference): string {
  if (!servesRelease) return `${id} serves version ${version}, whose code is not the release's`;
  if (!hasRelease) return `${id} has other code than the release, in no version that is live`;
  return `${id} serves version ${version}, which differs from the function in ${parts.join(", ")}`;
}
