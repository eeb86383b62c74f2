import { routeDifferences, type RouteDifference } from "../aws/api/apiRoutes";
import { cutList } from "../shortList";
import type { Subject } from "./subject";
import type { CheckResult, Verdict } from "./verdict";

const MAX_SHOWN = 8;

/**
 * Checks that the API has the release's routes.
 * @returns null where it does: this alone does not verify a stage, so it is not counted as passed
 */
export async function checkServedRoutes(subject: Subject): Promise<CheckResult | null> {
  const started = performance.now();
  const verdict = await compareRoutes(subject);
  if (verdict === null) return null;
  const milliseconds = performance.now() - started;
  return { id: "served-routes", group: "health", title: "The API has the release's routes", verdict, milliseconds };
}

async function compareRoutes({ target, stage, release, apiId = "", apis = [] }: Subject): Promise<Verdict | null> {
  if (apiId === "") return null;
  try {
    const own = await Promise.all([
      routeDifferences(target, stage, release, apiId),
      ...apis.map((api) => routeDifferences(target, stage, release, api.id, api)),
    ]);
    const differences = own.flat();
    if (differences.length === 0) return null;
    const list = cutList(differences.map(describe), MAX_SHOWN, "; ");
    return { kind: "failed", reason: `${list}. See \`bin/deploy refresh ${stage.name} --check\`` };
  } catch (error) {
    return { kind: "inconclusive", reason: `the routes could not be compared: ${(error as Error).message}` };
  }
}

function describe({ key, expected, found }: RouteDifference): string {
  if (found === null) return `${key} is missing from the API`;
  if (expected === null) return `${key} is not a route of the release`;
  return `${key} calls ${found}, not ${expected}`;
}
