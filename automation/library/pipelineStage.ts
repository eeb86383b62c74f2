import type { ReleaseRecord } from "../../model/release/record";
import type { StageName } from "../../model/stage/name";
import type { ApiCall, ApiResponse } from "../aws/api/apiRequest";
import type { DeploymentSummary } from "../deployment/summary";
import type { StageStatus } from "../status/stageStatus";
import type { PreviewOptions, PromotionOptions, RollbackOptions, UpOptions, VerificationOptions } from "./options";
import type { PreviewResult, StageOutputs, VerificationResult } from "./results";

/**
 * A stage that a program deploys. Methods do what the command of the same name does, and return data: nothing is printed,
 * there are no prompts, and the process goes on. Each rejects with a DeployError. Await one before the next is called.
 */
export interface PipelineStage {
  readonly name: StageName;
  /** What an `up` would change. Changes nothing. */
  preview(options?: PreviewOptions): Promise<PreviewResult>;
  /** Builds and deploys the working tree, or an earlier release. A failure rolls back, and rejects. */
  up(options?: UpOptions): Promise<DeploymentSummary>;
  /** Deploys the artifacts of a verified release of another stage. */
  promote(options?: PromotionOptions): Promise<DeploymentSummary>;
  /** Deploys an earlier release of this stage, with today's data. */
  rollback(options?: RollbackOptions): Promise<DeploymentSummary>;
  /** Runs the checks of the live release. A failed check is a verdict, not a rejection. */
  verify(options?: VerificationOptions): Promise<VerificationResult>;
  /** An unreachable stage is a status, not a rejection. */
  status(): Promise<StageStatus>;
  /** Addresses, ids and physical names. The values of secrets are left out. */
  outputs(): Promise<StageOutputs>;
  /** Calls the API of the stage, as its users do. Any status is a response, not a rejection. */
  callApi(call: ApiCall): Promise<ApiResponse>;
  /** Records of releases, the newest first. @param limit @default 20 */
  releases(limit?: number): Promise<readonly ReleaseRecord[]>;
  /** The record of the live release; null: none. */
  liveRelease(): Promise<ReleaseRecord | null>;
}
