import type { StackOutputs } from "../engine/run/runResult";
import { outputsInState } from "../engine/state/stateSummary";
import type { Session } from "../session";
import { readStageState } from "./stageState";

/**
 * Outputs of a stage. Secrets stay encrypted.
 * @param root the project's folder
 * @throws DeployError RELEASE_UNKNOWN where nothing is deployed; STATE_UNREADABLE, NOT_BOOTSTRAPPED, AWS
 */
export async function readOutputs(root: string, session: Session): Promise<StackOutputs> {
  const outputs = outputsInState(await readStageState(root, session));
  if (Object.keys(outputs).length > 0) return outputs;
  const { noDeployment } = await import("../records/servingRelease");
  throw noDeployment(session.stage.name);
}
