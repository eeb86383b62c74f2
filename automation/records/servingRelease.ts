import { DeployError } from "../../model/errors";
import { byAge, servingRecord, type ReleaseRecord } from "../../model/release/record";

/** A stage without a deployment: the same sentence and the same command wherever it is noticed. */
export function noDeployment(stage: string): DeployError {
  return new DeployError(
    "RELEASE_UNKNOWN",
    `Nothing is deployed on ${stage}.`,
    `Deploy it: \`bin/deploy up ${stage}\`.`,
  );
}

/**
 * The release that serves a stage.
 * @param records of the stage, in any order
 * @throws DeployError RELEASE_UNKNOWN where none does, with how far the last deployment got
 */
export function servingReleaseOf(records: readonly ReleaseRecord[], stage: string): ReleaseRecord {
  const serving = servingRecord(records);
  if (serving !== null) return serving;
  const [newest] = byAge(records);
  if (newest === undefined || newest.outcome === "destroyed") {
    throw noDeployment(stage);
  }
  throw new DeployError(
    "RELEASE_UNKNOWN",
    `${stage} is partially deployed: its first deployment, release ${String(newest.id)}, is ${newest.outcome} and did not bring up everything. Nothing was changed.`,
    `Finish it: \`bin/deploy up ${stage}\`, or remove what is there: \`bin/deploy destroy ${stage}\`.`,
  );
}
