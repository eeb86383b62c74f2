import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeployError } from "../../model/errors";
import { sameContent } from "../../model/release/content";
import { stageProgram, type GateHooks } from "../engine/stageEngine";
import { filled, gatesHold, signalOf, type Deployment, type StepResult } from "./deployment";
import { engineError } from "./engineError";
import { refuseProtected } from "./guard";
import { recoverInterrupted } from "./recover";
import { rereadTraffic } from "./traffic";

/**
 * Asks the engine what would change and keeps its plan. Ends the deployment where nothing would and the release is live;
 * one whose last deployment ended badly is still to be checked and written down as good.
 */
export async function previewStep(deployment: Deployment): Promise<StepResult> {
  const { context, session } = deployment;
  const engine = await filled(deployment, "engine");
  // Only for one who holds the stage: a mere preview writes nothing.
  if (deployment.lease !== undefined) {
    await recoverInterrupted(context, engine, deployment.again);
    await rereadTraffic(deployment, engine);
  }
  deployment.program = await stageProgram(context, session, filled(deployment, "release"), hooksOf(deployment));
  // Inside a private folder: a plan holds the inputs of every resource.
  deployment.plan = join(await mkdtemp(join(tmpdir(), "listbackup-plan-")), "plan.json");
  const [result, isDone] = await Promise.all([
    engine.preview(deployment.program, { plan: deployment.plan, signal: signalOf(deployment) }),
    isLive(deployment),
  ]);
  switch (result.kind) {
    case "succeeded":
      deployment.changes = result.changes;
      deployment.same = result.same;
      return result.changes.length === 0 && isDone ? { kind: "finished" } : { kind: "done" };
    case "failed":
      refuseProtected(result.failures);
      throw engineError(result.failures, "Nothing was changed.", deployment.again);
    case "cancelled":
      throw new DeployError(
        "CANCELLED",
        "Cancelled during the preview. Nothing was changed.",
        `Again: \`${deployment.again}\`.`,
      );
  }
}

function hooksOf(deployment: Deployment): GateHooks {
  return {
    confirm: async () => {
      try {
        await deployment.lease?.confirm();
      } catch (error) {
        deployment.gateFailure = error;
        throw error;
      }
    },
    onGateFailure: (error) => {
      if (gatesHold(deployment)) {
        deployment.gateFailure = error;
        return true;
      }
      const said = error instanceof Error ? error.message : String(error);
      deployment.context.terminal.warn(`Not waited for on the way back: ${said}`);
      return false;
    },
    onPhase: (phase) => {
      const { changes = [], journal } = deployment;
      // What a phase loses goes at the end of all phases.
      journal?.phaseDone(phase, changes.filter((one) => one.phase === phase && one.kind !== "delete").length);
    },
  };
}

/** Whether what was deployed last is this very release, and ended well. */
async function isLive(deployment: Deployment): Promise<boolean> {
  const { readRecords } = await import("../aws/releases");
  const { session, release } = deployment;
  const [newest] = await readRecords(session.target, session.stage, 1);
  deployment.newest ??= newest ?? null;
  return newest?.outcome === "succeeded" && release !== undefined && sameContent(newest.release, release);
}
