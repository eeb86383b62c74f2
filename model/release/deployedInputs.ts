import { createHash } from "node:crypto";
import type { Stage } from "../stage/stage";
import { contentDigest, sortedJson } from "./content";
import type { ParameterDigests } from "./parameterDigests";
import type { Release } from "./release";

/** Everything that decides which resources a deployment leaves. */
export interface DeploymentInputs {
  readonly release: Release;
  readonly stage: Stage;
  /** Digest by function of the versions of the parameters and secrets that it reads. */
  readonly parameterDigests: ParameterDigests;
  /** Digest of the Pulumi program, its libraries and the Pulumi version. */
  readonly program: string;
}

/** Equal digests: Pulumi would find nothing to change, if nothing else has written its state. */
export function inputsDigest({ release, stage, parameterDigests, program }: DeploymentInputs): string {
  const inputs = { release: contentDigest(release), stage, parameterDigests, program };
  return createHash("sha256").update(sortedJson(inputs)).digest("hex");
}
