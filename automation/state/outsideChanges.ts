import { newestFirst, type ReleaseRecord } from "../../model/release/record";
import { outsideRuns, type OutsideRun } from "../engine/state/outsideRuns";
import { stateBackend } from "../engine/state/stateBackend";
import type { Session } from "../session";

/**
 * What the Pulumi CLI changed on a stage since its newest deployment by this program, oldest first. Runs without a change
 * are left out, such as those that the program refused.
 * @param root the project's folder
 * @param records of the stage
 */
export async function outsideRunsSince(
  root: string,
  { stage, target }: Session,
  records: readonly ReleaseRecord[],
): Promise<readonly OutsideRun[]> {
  const [newest] = newestFirst(records);
  if (newest === undefined) return [];
  const { url } = await stateBackend(root, stage, target);
  const runs = await outsideRuns(url, target, stage.name, newest.id);
  return runs.filter(({ changes }) => Object.keys(changes).length > 0);
}
