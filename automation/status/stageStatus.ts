import type { Freeze } from "../../model/release/freeze";
import type { Lease, Presence } from "../../model/release/lease";
import type { Outcome } from "../../model/release/record";
import type { StageName } from "../../model/stage/name";
import type { AwsHealth } from "../aws/account/awsHealth";

/** What `GET /health` says; `placeholder`: its handler is one; `answers`: the API answers and has no such route. */
export type ApiHealth = "healthy" | "unhealthy" | "no answer" | "placeholder" | "answers";

/** What is known of a stage from outside it. */
export type StageStatus =
  | {
      readonly stage: StageName;
      readonly kind: "unreachable";
      readonly reason: string;
      /** What to do about it, where that is known. */
      readonly remedy?: string;
      /** Whether AWS is well; null where that cannot be the reason, or nobody may ask. */
      readonly aws: AwsHealth | null;
      /** What its records say, where these could be read in time. */
      readonly recorded?: RecordedStatus;
    }
  | {
      readonly stage: StageName;
      readonly kind: "empty";
      /** Whether the account has the buckets that a deployment needs. */
      readonly bootstrapped: boolean;
    }
  /** A release is live by the records, and the engine's state has nothing of it. */
  | { readonly stage: StageName; readonly kind: "state-missing"; readonly release: LiveRelease }
  | {
      readonly stage: StageName;
      readonly kind: "deployed";
      readonly resources: number;
      /** Resources, components and providers: what the engine's cost grows with. */
      readonly entries: number;
      readonly functions: number;
      readonly url: string;
      readonly health: ApiHealth;
      /** Operations that a killed run began and never finished. */
      readonly pending: number;
      /** The release that serves; null where no deployment got so far. */
      readonly release: LiveRelease | null;
      /** Where the stage is not well: whether AWS is. */
      readonly aws: AwsHealth | null;
      /** Who deploys now, or did and is gone. */
      readonly lease: { readonly lease: Lease | null; readonly presence: Presence } | null;
      readonly freeze: Freeze | null;
      /** What was deployed last, where that did not end well. */
      readonly unfinished: {
        readonly id: number;
        readonly outcome: Outcome;
        readonly who: string;
        readonly kind: "deployment" | "rollback";
        /** The release that a rollback brings back, and which services of it; null where there is none. */
        readonly returnTo: { readonly id: number; readonly services: readonly string[] } | null;
        readonly shifting: number;
        /** Whether it is there all the same, and serves: its checks failed, for example. */
        readonly serves: boolean;
        /** Code of its error. */
        readonly error: string | null;
      } | null;
    };

type Deployed = Extract<StageStatus, { readonly kind: "deployed" }>;

/** What is known of a stage without Pulumi and its API: what the deployments bucket has. */
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
