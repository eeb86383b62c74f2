import type { StageOptions } from "./automation/library/options";
import type { PipelineStage } from "./automation/library/pipelineStage";
import { composeDriver } from "./composition";

/*
 * What the package exports to programs that script deployments; docs/library.md describes it.
 */

/**
 * Opens a stage. Touches no network yet.
 * @param name dev, staging, production or disaster-recovery
 * @throws DeployError STAGE_UNKNOWN
 */
export async function openStage(name: string, options: StageOptions = {}): Promise<PipelineStage> {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  const wiring = await composeDriver(options.root);
  const { openPipelineStage } = await import("./automation/library/openPipelineStage");
  return openPipelineStage(wiring, name, options);
}

export type * from "./automation/library/options";
export type * from "./automation/library/results";
export type { PipelineStage };
export type { ApiCall, ApiResponse } from "./automation/aws/api/apiRequest";
export type { PreviewedChanges, TrafficShare } from "./automation/deployment/hooks";
export type { DeploymentSummary } from "./automation/deployment/summary";
export type { StageStatus } from "./automation/status/stageStatus";
export { DeployError, type ErrorCode } from "./model/errors";
export type { DeploymentEvent } from "./model/release/event";
export type { ReleaseRecord } from "./model/release/record";
export { STAGES, type StageName } from "./model/stage/name";
