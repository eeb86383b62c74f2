import { costEstimate } from "../../../model/cost/costEstimate";
import { stageWithSettingsOf } from "../../../model/release/composition";
import { sameContent } from "../../../model/release/content";
import { settingsKeptByAws } from "../../../model/release/settingsKeptByAws";
import { servingRecord } from "../../../model/release/record";
import type { Change } from "../../engine/changes/change";
import type { Engine } from "../../engine/engine";
import { stageProgram } from "../../engine/stageEngine";
import type { Program } from "../../wiring";
import { gatesEnforced, type Deployment, type Planned, type PreviewProduct, type With } from "../deployment";
import { planCreations } from "../creationsOnly";
import { planFunctionUpdates } from "../functionsOnly";
import { hooksOf } from "../gateHooks";
import { describeChanges, describeLosses, summarize } from "../../ui/changes";
import { costLines } from "../../ui/cost";
import { refuseAbsentAuthorizers } from "../preconditions/absentAuthorizers";
import { digestsOf } from "../parameterDigests";
import { trafficOf } from "../request";
import type { StepEnd } from "../step";
import { renewDeployedInputs } from "../record";
import { deletePlan, planFile } from "../planFile";
import { previewProgram } from "../previewProgram";
import { describeSeeds } from "./seed";
import { onDemandTables } from "../../state/onDemandTables";
import { recoverInterrupted } from "../../state/interruptedRun";
import { keepUnsettledAdoptions } from "../rollback/unsettledAdoptions";
import { rereadTraffic } from "./traffic";
import { assertExpansionFits } from "../transition";

/** Previews the changes, and prints them. */
export async function previewChanges(deployment: With<"engine" | "release">): Promise<StepEnd<PreviewProduct>> {
  const { terminal } = deployment.context;
  refuseAbsentAuthorizers(deployment);
  const end = await askEngine(deployment);
  const { changes = [] } = deployment;
  for (const line of describeChanges(changes, terminal.colors, deployment.context.options)) terminal.note(line);
  for (const line of describeLosses(changes)) terminal.warn(line);
  terminal.note(`Preview: ${summarize(changes)}`);
  if (deployment.cost !== undefined) for (const line of costLines(deployment.cost)) terminal.note(line);
  for (const line of describeSeeds(deployment)) terminal.note(line);
  return end;
}

/**
 * Previews the changes, and keeps the engine's plan. Ends the deployment without changes if the release is live; after a
 * failed deployment the stage is verified and recorded first.
 */
export async function askEngine(deployment: With<"engine" | "release">): Promise<StepEnd<PreviewProduct>> {
  const { context, session, release } = deployment;
  const started = performance.now();
  const engine = await deployment.engine.open();
  // Only with the lease: a preview is read-only.
  if (deployment.lease !== undefined) {
    await recoverInterrupted(context, engine, deployment.retryCommand);
    await rereadTraffic(deployment, engine);
  }
  const program = await stageProgram(context, session, release, hooksOf(deployment), {
    onDemandTables: await onDemandTables(engine, session.stage),
    parameterDigests: await digestsOf(deployment),
  });
  if (deployment.lease !== undefined) await keepUnsettledAdoptions(deployment, engine, program);
  await deletePlan(deployment);
  deployment.parts?.push({ part: "state and inputs", milliseconds: performance.now() - started });
  const [planned, isDone] = await Promise.all([planChanges(deployment, engine, program), isLive(deployment)]);
  const { limit, changes, same, resources, previous } = planned;
  await compareWithServing(deployment, changes);
  Object.assign(deployment, { changes, same, resources, previous, cost: costEstimate(previous, resources) });
  // An adoption is recorded, even where nothing differs. A rotation writes a value even if no function reads it.
  const { adopted = [], rotation } = deployment;
  if (changes.length === 0 && isDone && adopted.length === 0 && rotation === undefined) {
    await renewDeployedInputs(deployment);
    return { kind: "finished" };
  }
  return { kind: "done", gives: { program, limit, changes } };
}

async function planChanges(deployment: With<"engine" | "release">, engine: Engine, program: Program): Promise<Planned> {
  const known =
    (await planFunctionUpdates(deployment, engine, program)) ?? (await planCreations(deployment, engine, program));
  if (known !== null) return known;
  const file = await planFile();
  // At once: it is deleted whatever fails.
  deployment.limit = { kind: "plan", file };
  return previewProgram(deployment, program, file);
}

/**
 * Warns of what AWS keeps although the catalog removes it, and refuses what AWS would refuse in the middle of the
 * deployment: nothing has changed yet.
 * @throws DeployError CATALOG_INVALID
 */
async function compareWithServing(deployment: With<"release">, changes: readonly Change[]): Promise<void> {
  const { context, session, request, release } = deployment;
  if (!gatesEnforced(deployment)) return;
  const { readRecentRecords } = await import("../../aws/buckets/releases");
  const serving = servingRecord(await readRecentRecords(session.target, session.stage));
  if (serving === null) return;
  for (const line of settingsKeptByAws(serving.release.catalog, release.catalog)) context.terminal.warn(line);
  const old = { stage: stageWithSettingsOf(session.stage, serving), release: serving.release };
  assertExpansionFits({ traffic: trafficOf(request.rollout), changes }, old, { stage: session.stage, release });
}

/** Whether this release is the newest, and succeeded. */
async function isLive(deployment: Deployment): Promise<boolean> {
  const { readRecords } = await import("../../aws/buckets/releases");
  const { session, release } = deployment;
  const [newest] = await readRecords(session.target, session.stage, 1);
  deployment.newest ??= newest ?? null;
  return newest?.outcome === "succeeded" && release !== undefined && sameContent(newest.release, release);
}
