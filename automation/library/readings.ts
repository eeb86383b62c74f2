import { servingRecord, type ReleaseRecord } from "../../model/release/record";
import type { StageName } from "../../model/stage/name";
import { apiCaller, type ApiCall, type ApiResponse } from "../aws/api/apiRequest";
import { readRecords, readRecordsSinceLive } from "../aws/buckets/releases";
import type { Context } from "../commands/command";
import { previewStage } from "../deployment/deployStage";
import { makeRequest } from "../deployment/upRequest";
import { openStage } from "../session";
import { readOutputs } from "../state/stageOutputs";
import { readStageStatus } from "../status/readStageStatus";
import type { StageStatus } from "../status/stageStatus";
import { addressesOf } from "../verification/addresses";
import { verifyLive } from "../verification/verifyLive";
import { verificationDocument, verifyError } from "../verification/verifyResult";
import type { PreviewOptions, VerificationOptions } from "./options";
import type { PreviewResult, StageOutputs, VerificationResult } from "./results";

export async function runPreview(
  context: Context,
  stage: StageName,
  { services = [], release, full = false }: PreviewOptions,
): Promise<PreviewResult> {
  const request = await makeRequest(context.wiring.root, stage, {
    services,
    allow: { replace: [], delete: [] },
    adopt: [],
    approved: false,
    full,
    verify: false,
    reason: "",
    overrides: [],
    onFailure: "roll-back",
  });
  const { deployment } = await previewStage(context, request, release ?? null);
  const { changes = [], review = null, cost = null } = deployment;
  return { stage, changes, review, cost };
}

export async function runVerification(
  context: Context,
  stage: StageName,
  { groups = [], since }: VerificationOptions,
): Promise<VerificationResult> {
  const session = await openStage(context, stage);
  const run = await verifyLive(context, session, groups, since?.getTime() ?? null);
  const error = verifyError(run);
  if (error?.code === "CANCELLED") throw error;
  const verdict = error === null ? "passed" : error.code === "INCONCLUSIVE" ? "inconclusive" : "failed";
  return { ...verificationDocument(run), verdict, error };
}

export function readStatus(context: Context, stage: StageName): Promise<StageStatus> {
  return readStageStatus(context, stage);
}

export async function readStageOutputs(context: Context, stage: StageName): Promise<StageOutputs> {
  const outputs = await readOutputs(context.wiring.root, await openStage(context, stage));
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, secret }]) => [name, secret ? { secret } : { secret, value: value }]),
  );
}

export async function callStageApi(context: Context, stage: StageName, call: ApiCall): Promise<ApiResponse> {
  const session = await openStage(context, stage);
  const outputs = await readOutputs(context.wiring.root, session);
  return apiCaller(session.stage, addressesOf(outputs), context.signal)(call);
}

export async function readReleases(
  context: Context,
  stage: StageName,
  limit: number,
): Promise<readonly ReleaseRecord[]> {
  const session = await openStage(context, stage);
  return readRecords(session.target, session.stage, limit);
}

export async function readLiveRelease(context: Context, stage: StageName): Promise<ReleaseRecord | null> {
  const session = await openStage(context, stage);
  return servingRecord(await readRecordsSinceLive(session.target, session.stage));
}
