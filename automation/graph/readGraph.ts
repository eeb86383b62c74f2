import { graphOfEvents, type DeploymentGraph } from "../../model/report/deploymentGraph";
import { readEvents } from "../aws/buckets/deploymentEvents";
import { readRecord } from "../aws/buckets/releases";
import { resourceDependencies } from "../report/readReport";
import type { Session } from "../session";
import { readStageState } from "../state/stageState";

/**
 * Phases and critical path of a deployment, from its events. What depends on what is read from the stage's state.
 * @returns null if no operation was recorded
 * @throws DeployError RELEASE_UNKNOWN, RELEASE_INVALID, AWS
 */
export async function readGraph(root: string, session: Session, release: number): Promise<DeploymentGraph | null> {
  const { stage, target } = session;
  await readRecord(target, stage, release);
  const [{ events }, state] = await Promise.all([
    readEvents(target, { stage, release }, 0),
    readStageState(root, session),
  ]);
  return graphOfEvents(events, resourceDependencies(state?.deployment.resources ?? []));
}
