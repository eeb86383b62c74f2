import { inputsDigest } from "../../model/release/deployedInputs";
import type { ReleaseRecord } from "../../model/release/record";
import type { Release } from "../../model/release/release";
import { stateVersion } from "../state/stateVersion";
import type { Deployment } from "./deployment";

/** What a stage was deployed from, and the version of the state that this left. */
export type DeployedInputs = NonNullable<ReleaseRecord["deployed"]>;

/** @returns null where there is no state */
export async function deployedInputs(deployment: Deployment, release: Release): Promise<DeployedInputs | null> {
  const { context, session, parameters = {} } = deployment;
  const { wiring } = context;
  const [program, state] = await Promise.all([wiring.programDigest(), stateVersion(wiring.root, session)]);
  if (state === null) return null;
  return { inputs: inputsDigest({ release, stage: session.stage, parameters, program }), state };
}

/** The same for a record; null where it cannot be read: the next deployment asks Pulumi. */
export async function recordedInputs(deployment: Deployment, release: Release): Promise<DeployedInputs | null> {
  try {
    return await deployedInputs(deployment, release);
  } catch (error) {
    deployment.context.terminal.detail(`The version of the state could not be read: ${(error as Error).message}`);
    return null;
  }
}
