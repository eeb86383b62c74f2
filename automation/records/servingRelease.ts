import { DeployError } from "../../model/errors";
import { newestFirst, servingRecord, type ReleaseRecord } from "../../model/release/record";

/** The error for a stage without a deployment, shared by all commands. */
export function noDeployment(stage: string): DeployError {
  return new DeployError(
    "RELEASE_UNKNOWN",
    `Nothing is deployed on ${stage}.`,
    `Deploy it: \`bin/deploy up ${stage}\`.`,
  );
}

/**
 * The live release of a stage.
 * @param records of the stage, in any order
 * @throws DeployError RELEASE_UNKNOWN where there is none, with the outcome of the last deployment
 */
export function servingReleaseOf(records: readonly ReleaseRecord[], stage: string): ReleaseRecord {
  const serving = servingRecord(records);
  if (serving !== null) return serving;
  const [newest] = newestFirst(records);
  if (newest === undefined || newest.outcome === "destroyed") {
    throw noDeployment(stage);
  }
  throw new DeployError(
    "RELEASE_UNKNOWN",
    `${stage} is partially deployed: its first deployment, release ${String(newest.id)}, is ${newest.outcome} and incomplete. Nothing was changed.`,
    `Finish it: \`bin/deploy up ${stage}\`, or remove what was created: \`bin/deploy destroy ${stage}\`.`,
  );
}
