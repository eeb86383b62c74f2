import { inputsDigest, type DeploymentInputs } from "../../model/release/deployedInputs";
import type { ReleaseRecord } from "../../model/release/record";
import { stateVersion } from "../state/stateVersion";
import type { With } from "./deployment";
import { digestsOf } from "./parameterDigests";

/** What a stage was deployed from, as a digest, and the version of the state that this left. */
export type DeployedInputs = NonNullable<ReleaseRecord["deployed"]>;

/** What a stage would be deployed from, and the version of the state that it has. */
export interface StageInputs {
  readonly inputs: DeploymentInputs;
  readonly state: string;
}

/** For a record; null where there is no state, or it cannot be read: the next deployment asks Pulumi. */
export async function recordedInputs(deployment: With<"release">): Promise<DeployedInputs | null> {
  const read = await stageInputs(deployment);
  return read === null ? null : { inputs: inputsDigest(read.inputs), state: read.state };
}

/** @returns null where there is no state, or it cannot be read */
export async function stageInputs(deployment: With<"release">): Promise<StageInputs | null> {
  try {
    return await readInputs(deployment);
  } catch (error) {
    deployment.context.terminal.detail(`The version of the state could not be read: ${(error as Error).message}`);
    return null;
  }
}

async function readInputs(deployment: With<"release">): Promise<StageInputs | null> {
  const { context, session, release } = deployment;
  const { wiring } = context;
  const [program, state, parameterDigests] = await Promise.all([
    wiring.programDigest(),
    stateVersion(wiring.root, session),
    digestsOf(deployment),
  ]);
  return state === null ? null : { inputs: { release, stage: session.stage, parameterDigests, program }, state };
}
