import type { CostEstimate } from "../../model/cost/costEstimate";
import type { DeploymentEvent } from "../../model/release/event";
import type { Review } from "../../model/review/review";
import type { StageName } from "../../model/stage/name";
import type { ApiCaller } from "../aws/api/apiRequest";
import type { Change } from "../engine/changes/change";

/** What a deployment would change, for its approval. */
export interface PreviewedChanges {
  readonly stage: StageName;
  /** What it would do to each resource that differs. */
  readonly changes: readonly Change[];
  /** Findings of the security review; null: nothing was previewed. */
  readonly review: Review | null;
  /** Difference of fixed costs; null: nothing was previewed. */
  readonly cost: CostEstimate | null;
}

/** A share of the traffic that the new versions have. */
export interface TrafficShare {
  readonly stage: StageName;
  /** 1 to 100 */
  readonly percent: number;
  /** Calls the stage's API. */
  readonly callApi: ApiCaller;
  /** Aborted when the check takes too long, or when the deployment is cancelled. `callApi` heeds it. */
  readonly signal: AbortSignal;
}

/** Where a program that scripts a deployment takes part in it. */
export interface DeploymentHooks {
  /** Receives every event when it happens, and steps before the deployment is recorded. @default no listener */
  readonly onEvent?: (event: DeploymentEvent) => void;
  /** Approves the previewed changes. @default a prompt; in the library, the call is the approval */
  readonly approve?: (preview: PreviewedChanges) => boolean | Promise<boolean>;
  /**
   * An additional check while traffic shifts, at each analysis of the metrics. A reason, or a rejection, shifts all traffic back
   * and fails the deployment; null: nothing is wrong.
   * @default the metrics decide alone
   */
  readonly checkTraffic?: (share: TrafficShare) => Promise<string | null>;
}
