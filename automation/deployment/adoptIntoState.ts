import type { AdoptionRequest } from "../engine/adoption/adoption";
import type { AdoptionResult } from "../engine/adoption/adopt";
import { stageProgram } from "../engine/stageEngine";
import { recoverInterrupted } from "../state/interruptedRun";
import { onDemandTables } from "../state/onDemandTables";
import { signalOf, type With } from "./deployment";
import { hooksOf } from "./gateHooks";

/** Takes resources of AWS into the state of the stage. @throws DeployError ADOPTION */
export async function adoptIntoState(
  deployment: With<"engine" | "release">,
  requests: readonly AdoptionRequest[],
): Promise<AdoptionResult> {
  const { context, session, release, retryCommand } = deployment;
  const engine = await deployment.engine.open();
  await recoverInterrupted(context, engine, retryCommand);
  const program = await stageProgram(context, session, release, hooksOf(deployment), {
    onDemandTables: await onDemandTables(engine, session.stage),
  });
  return engine.adopt(program, requests, { signal: signalOf(deployment) });
}
