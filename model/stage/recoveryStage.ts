import type { StageName } from "./name";
import type { RecoverySettings } from "./recovery";

/** The stage that takes over when a stage's region is lost. */
export interface RecoveryStage {
  readonly name: string;
  /** Its name in physical names. */
  readonly short: string;
  /** That of the stage itself. */
  readonly account: string;
  readonly region: string;
}

/** The stage that `recovery.into` names; null where recovery is off. */
export function recoveryStageName({ recovery }: { readonly recovery: RecoverySettings }): StageName | null {
  return recovery.kind === "on" ? recovery.into : null;
}

/**
 * What is wrong with the recovery stage of a stage; null if nothing is. Replicas of buckets and copies of recovery points are
 * made by the account itself, so the recovery stage is in the same one. Two stages may name each other: nothing that is
 * replicated to a region is replicated from there.
 */
export function recoveryProblem(
  stage: Pick<RecoveryStage, "name" | "account" | "region">,
  into: RecoveryStage,
): string | null {
  if (into.name === stage.name) return `${into.name} cannot take over from itself; name another stage`;
  if (into.account !== stage.account)
    return `${into.name} is in account ${into.account}; a recovery stage is in the account of its stage, ${stage.account}`;
  if (into.region === stage.region)
    return `${into.name} is in the same region, ${into.region}, and would be lost with it; name a stage in another region`;
  return null;
}
