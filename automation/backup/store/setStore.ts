import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import type { StageName } from "../../../model/stage/name";
import type { Stage } from "../../../model/stage/stage";
import { calling } from "../../aws/errors";
import type { AwsTarget } from "../../aws/target";

/** Where the backup sets of a stage are. */
export interface SetStore {
  /** The stage that the sets are of. */
  readonly stage: StageName;
  /** In the recovery region: no call goes to the stage's own region. */
  readonly target: AwsTarget;
  readonly bucket: string;
  /** The stage that takes over, whose `bootstrap` creates the bucket. */
  readonly recoveryStage: string;
}

/**
 * The sets of a stage. Calls nothing.
 * @throws DeployError RECOVERY_OFF
 */
export function openSetStore(stage: Pick<Stage, "name" | "recoveryStage">, target: AwsTarget): SetStore {
  const { recoveryStage } = stage;
  if (recoveryStage === undefined) throw recoveryOff(stage.name);
  const { name, region } = recoveryStage;
  return {
    stage: stage.name,
    target: { ...target, region },
    bucket: DRIVER_NAMES.backupsBucket(recoveryStage),
    recoveryStage: name,
  };
}

function recoveryOff(stage: string): DeployError {
  return new DeployError(
    "RECOVERY_OFF",
    `${stage} has no recovery stage, so it has no backup sets. Nothing was done.`,
    `Set listbackup:recovery in Pulumi.${stage}.yaml to kind "on", with the stage that takes over, and bootstrap that stage: \`bin/deploy bootstrap <stage>\`.`,
  );
}

/** Runs a call to the store, and translates its errors. @throws DeployError NOT_BOOTSTRAPPED where the bucket does not exist */
export async function callingStore<T>(store: SetStore, doing: string, call: () => Promise<T>): Promise<T> {
  return calling(store.target, doing, async () => {
    try {
      return await call();
    } catch (error) {
      if ((error as Error).name !== "NoSuchBucket") throw error;
      throw new DeployError(
        "NOT_BOOTSTRAPPED",
        `The backups bucket ${store.bucket} in ${store.target.region} does not exist.`,
        `Create it once: \`bin/deploy bootstrap ${store.recoveryStage}\`.`,
        { cause: error },
      );
    }
  });
}
