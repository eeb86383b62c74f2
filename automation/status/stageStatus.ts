import type { FailoverRecord } from "../../model/failover/record";
import type { Freeze } from "../../model/lock/freeze";
import type { Lease } from "../../model/lock/lease";
import type { Presence } from "../../model/lock/leaseOwner";
import type { Outcome } from "../../model/release/record";
import type { StageName } from "../../model/stage/name";
import type { AwsHealth } from "../aws/account/awsHealth";
import type { OutsideRun } from "../engine/state/outsideRuns";

/** What `GET /health` says; `placeholder`: its handler is one; `answers`: the API answers and has no such route. */
export type ApiHealth = "healthy" | "unhealthy" | "no answer" | "placeholder" | "answers";

/** The status of a stage. */
export type StageStatus =
  | {
      readonly stage: StageName;
      readonly kind: "unreachable";
      readonly reason: string;
      /** What to do about it, where that is known. */
      readonly remedy?: string;
      /** AWS's health; null where it cannot be the reason, or access is denied. */
      readonly aws: AwsHealth | null;
      /** From its records, where these could be read in time. */
      readonly recorded?: RecordedStatus;
      /** Its users were moved, or are being moved. Absent: no, or unknown. */
      readonly failover?: FailoverRecord;
    }
  | {
      readonly stage: StageName;
      readonly kind: "empty";
      /** Whether the account is bootstrapped. */
      readonly bootstrapped: boolean;
    }
  /** The records have a live release, and the engine's state is empty. */
  | { readonly stage: StageName; readonly kind: "state-missing"; readonly release: LiveRelease }
  | {
      readonly stage: StageName;
      readonly kind: "deployed";
      readonly resources: number;
      /** Resources, components and providers. */
      readonly entries: number;
      readonly functions: number;
      readonly url: string;
      readonly health: ApiHealth;
      /** Pending operations of an interrupted run. */
      readonly pending: number;
      /** The live release; null: none. */
      readonly release: LiveRelease | null;
      /** AWS's health, where the stage is unhealthy. */
      readonly aws: AwsHealth | null;
      /** The lease, and whether its process is alive. */
      readonly lease: { readonly lease: Lease | null; readonly presence: Presence } | null;
      readonly freeze: Freeze | null;
      /** Its users were moved to another stage, or those of another stage to it. Absent: no, or unknown. */
      readonly failover?: FailoverRecord;
      /** What the Pulumi CLI changed since the newest deployment, past this program. Absent: nothing. */
      readonly outside?: readonly OutsideRun[];
      /** The newest deployment, where it did not succeed. */
      readonly unfinished: {
        readonly id: number;
        readonly outcome: Outcome;
        readonly who: string;
        readonly kind: "deployment" | "rollback";
        /** The release to roll back to, and its services; null: none. */
        readonly returnTo: { readonly id: number; readonly services: readonly string[] } | null;
        readonly shifting: number;
        /** Whether it is live all the same: its verification failed, for example. */
        readonly serves: boolean;
        /** Code of its error. */
        readonly error: string | null;
      } | null;
    };

type Deployed = Extract<StageStatus, { readonly kind: "deployed" }>;

/** The status without Pulumi and the API: from the deployments bucket. */
export type RecordedStatus = Pick<Deployed, "release" | "unfinished" | "lease" | "freeze">;

export interface LiveRelease {
  /** Unix seconds at which its deployment began. */
  readonly id: number;
  readonly commit: string | null;
  readonly dirty: boolean;
  /** ARN of who deployed it, and why. */
  readonly who?: string;
  readonly reason?: string | null;
}
