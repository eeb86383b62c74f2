import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DeployError } from "../../../model/errors";
import { costEstimate } from "../../../model/cost/costEstimate";
import { stageWithSettingsOf } from "../../../model/release/composition";
import type { PhaseId } from "../../../model/phases";
import { sameContent } from "../../../model/release/content";
import { settingsKeptByAws } from "../../../model/release/settingsKeptByAws";
import { servingRecord } from "../../../model/release/record";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import type { Change } from "../../engine/changes/change";
import { engineClock } from "../engineClock";
import { stageProgram, type GateHooks } from "../../engine/stageEngine";
import type { Program } from "../../wiring";
import { gatesEnforced, signalOf, type Deployment, type Planned, type With } from "../deployment";
import { describeChanges, describeLosses, summarize } from "../../ui/changes";
import { costLines } from "../../ui/cost";
import { refuseAbsentAuthorizers } from "../preconditions/absentAuthorizers";
import { digestsOf } from "../parameterDigests";
import { trafficOf } from "../request";
import type { Step, StepEnd } from "../step";
import { renewDeployedInputs } from "../record";
import { describeSeeds } from "./seed";
import { engineError } from "../../engine/failures/engineError";
import { assertNotProtected } from "./guard";
import { onDemandTables } from "../../state/onDemandTables";
import { recoverInterrupted } from "../../state/interruptedRun";
import { keepUnsettledAdoptions } from "../rollback/unsettledAdoptions";
import { restoreAfter } from "./restored";
import { rereadTraffic } from "./traffic";
import { assertExpansionFits } from "../transition";

/** Products of a preview. */
export type Previewed = "program" | "plan" | "changes";

export const previewStep: Step<"engine" | "release", Previewed> = {
  kind: "preview",
  description: "preview the changes, and keep the engine's plan",
  run: previewChanges,
};

/** Previews the changes, and prints them. */
async function previewChanges(deployment: With<"engine" | "release">): Promise<StepEnd<Previewed>> {
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
export async function askEngine(deployment: With<"engine" | "release">): Promise<StepEnd<Previewed>> {
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
  const plan = await planFile();
  // At once: it is deleted whatever fails.
  deployment.plan = plan;
  deployment.parts?.push({ part: "state and inputs", milliseconds: performance.now() - started });
  const [planned, isDone] = await Promise.all([previewProgram(deployment, program, plan), isLive(deployment)]);
  const { changes, same, resources, previous } = planned;
  await compareWithServing(deployment, changes);
  Object.assign(deployment, { changes, same, resources, previous, cost: costEstimate(previous, resources) });
  // An adoption is recorded, even where nothing differs. A rotation writes a value even if no function reads it.
  const { adopted = [], rotation } = deployment;
  if (changes.length === 0 && isDone && adopted.length === 0 && rotation === undefined) {
    await renewDeployedInputs(deployment);
    return { kind: "finished" };
  }
  return { kind: "done", gives: { program, plan, changes } };
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

/** Previews a program, runs work with its plan, and deletes the plan. */
export async function withPlan(
  deployment: With<"engine">,
  program: Program,
  work: (planned: Planned) => Promise<void>,
): Promise<void> {
  const plan = await planFile();
  try {
    await work(await previewProgram(deployment, program, plan));
  } finally {
    await rm(dirname(plan), { recursive: true, force: true });
  }
}

/** Inside a private folder: a plan holds the inputs of every resource. */
async function planFile(): Promise<string> {
  return join(await temporaryFolder("plan"), "plan.json");
}

export async function deletePlan({ plan }: Deployment): Promise<void> {
  if (plan !== undefined) await rm(dirname(plan), { recursive: true, force: true });
}

async function previewProgram(deployment: With<"engine">, program: Program, plan: string): Promise<Planned> {
  const engine = await deployment.engine.open();
  const clock = engineClock("resources");
  const result = await engine.preview(program, {
    plan,
    onEvent: (event) => {
      clock.event(event);
    },
    signal: signalOf(deployment),
  });
  deployment.parts?.push(...clock.parts());
  switch (result.kind) {
    case "succeeded":
      return {
        program,
        plan,
        changes: result.changes,
        same: result.same,
        resources: result.resources,
        previous: result.previous,
      };
    case "failed":
      assertNotProtected(result.failures, deployment.retryCommand);
      throw engineError(result.failures, unchangedNote(deployment), deployment.retryCommand);
    case "cancelled":
      throw new DeployError(
        "CANCELLED",
        `Cancelled during the preview. ${unchangedNote(deployment)}`,
        `Repeat: \`${deployment.retryCommand}\`.`,
      );
  }
}

/** The state that a failed preview leaves. */
function unchangedNote({ gradual }: Deployment): string {
  return gradual === undefined
    ? "Nothing was changed."
    : "The new versions have the traffic; nothing else was changed.";
}

export function hooksOf(deployment: Deployment): GateHooks {
  return {
    confirm: async () => {
      try {
        await deployment.lease?.confirm();
      } catch (error) {
        deployment.gateFailure = error;
        throw error;
      }
    },
    isChecked: (phase) => needsGate(deployment, phase),
    onGateFailure: (error) => {
      if (gatesEnforced(deployment)) {
        deployment.gateFailure = error;
        return true;
      }
      const message = error instanceof Error ? error.message : String(error);
      deployment.context.terminal.warn(`Gate ignored in the rollback: ${message}`);
      return false;
    },
    ...(deployment.restoring === undefined ? {} : { afterGate: restoreHook(deployment) }),
    onPhase: (phase) => {
      const { changes = [], journal } = deployment;
      deployment.phaseClock?.passed(phase);
      // Deletions happen after all phases.
      journal?.phaseDone(phase, changes.filter((one) => one.phase === phase && one.kind !== "delete").length);
    },
  };
}

/**
 * The gate of a phase without changes passed in the deployment that left the state, and what the phase has is the same. While
 * both releases share the stage, phases have more than the changes of the preview.
 */
function needsGate({ isAsDeployed = false, gradual, changes = [] }: Deployment, phase: PhaseId): boolean {
  return !isAsDeployed || gradual !== undefined || changes.some((change) => change.phase === phase);
}

/** The engine would wrap the error. */
function restoreHook(deployment: Deployment): NonNullable<GateHooks["afterGate"]> {
  return async (phase, facts) => {
    try {
      await restoreAfter(deployment, phase, facts);
    } catch (error) {
      deployment.gateFailure = error;
      throw error;
    }
  };
}

/** Whether this release is the newest, and succeeded. */
async function isLive(deployment: Deployment): Promise<boolean> {
  const { readRecords } = await import("../../aws/buckets/releases");
  const { session, release } = deployment;
  const [newest] = await readRecords(session.target, session.stage, 1);
  deployment.newest ??= newest ?? null;
  return newest?.outcome === "succeeded" && release !== undefined && sameContent(newest.release, release);
}
