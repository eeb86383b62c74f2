import { inputsDigest } from "../../model/release/deployedInputs";
import type { ReleaseRecord } from "../../model/release/record";
import { stateVersion } from "../state/stateVersion";
import type { With } from "./deployment";
import { digestsOf } from "./parameterDigests";

/** What a stage was deployed from, and the version of the state that this left. */
export type DeployedInputs = NonNullable<ReleaseRecord["deployed"]>;

/** @returns null where there is no state */
export async function deployedInputs(deployment: With<"release">): Promise<DeployedInputs | null> {
  const { context, session, release } = deployment;
  const { wiring } = context;
  const [program, state, parameterDigests] = await Promise.all([
    wiring.programDigest(),
    stateVersion(wiring.root, session),
    digestsOf(deployment),
  ]);
  if (state === null) return null;
  return { inputs: inputsDigest({ release, stage: session.stage, parameterDigests, program }), state };
}

/** The same for a record; null where it cannot be read: the next deployment asks Pulumi. */
export async function recordedInputs(deployment: With<"release">): Promise<DeployedInputs | null> {
  try {
    return await deployedInputs(deployment);
  } catch (error) {
    deployment.context.terminal.detail(`The version of the state could not be read: ${(error as Error).message}`);
    return null;
  }
}
