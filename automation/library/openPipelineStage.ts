import { parseStageName } from "../../model/stage/name";
import type { Wiring } from "../wiring";
import { runPromotion, runRollback, runUp } from "./deployments";
import { libraryContext } from "./libraryContext";
import type { StageOptions } from "./options";
import type { PipelineStage } from "./pipelineStage";
import {
  callStageApi,
  readLiveRelease,
  readReleases,
  readStageOutputs,
  readStatus,
  runPreview,
  runVerification,
} from "./readings";

/**
 * Opens a stage for a program. Reads no file and touches no network yet.
 * @throws DeployError STAGE_UNKNOWN
 */
export async function openPipelineStage(wiring: Wiring, name: string, options: StageOptions): Promise<PipelineStage> {
  const stage = parseStageName(name);
  const { context, call } = await libraryContext(wiring, stage, options);
  return {
    name: stage,
    preview: (wanted = {}) => call(() => runPreview(context(), stage, wanted)),
    up: (wanted = {}) => call(() => runUp(context(wanted), stage, wanted)),
    promote: (wanted = {}) => call(() => runPromotion(context(wanted), stage, wanted)),
    rollback: (wanted = {}) => call(() => runRollback(context(wanted), stage, wanted)),
    verify: (wanted = {}) => call(() => runVerification(context(), stage, wanted)),
    status: () => call(() => readStatus(context(), stage)),
    outputs: () => call(() => readStageOutputs(context(), stage)),
    callApi: (wanted) => call(() => callStageApi(context(), stage, wanted)),
    releases: (limit = 20) => call(() => readReleases(context(), stage, limit)),
    liveRelease: () => call(() => readLiveRelease(context(), stage)),
  };
}
