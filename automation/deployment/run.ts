import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { DeployError, unreachable } from "../../model/errors";
import { describeChanges, summarize } from "../ui/changes";
import { filled, type Deployment, type DeploymentResult, type StepResult, type StepTime } from "./deployment";
import { guardData } from "./guard";
import { approve } from "./approve";
import { buildStep } from "./build";
import { preflight } from "./preflight";
import { previewStep } from "./preview";
import { publish } from "./publish";
import type { Step } from "./steps";
import { upStep } from "./up";
import { verifyStep } from "./verify";

/** Carries out the steps in order. Failure is data; what a step opened is closed whatever happens. */
export async function runDeployment(deployment: Deployment, steps: readonly Step[]): Promise<DeploymentResult> {
  const times: StepTime[] = [];
  let at: Step["kind"] = "preflight";
  try {
    for (const step of steps) {
      at = step.kind;
      const started = performance.now();
      const result = await runStep(deployment, step);
      times.push({ step: step.kind, milliseconds: performance.now() - started });
      if (result.kind === "finished")
        return { kind: "unchanged", deployment, times: [...times, ...(await checked(deployment))] };
      stopIfCancelled(deployment);
    }
    return { kind: "deployed", deployment, times };
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    return { kind: "failed", at, error, deployment, times };
  } finally {
    await leave(deployment);
  }
}

/** A stage that is up to date is checked where that was asked for. */
async function checked(deployment: Deployment): Promise<readonly StepTime[]> {
  if (!deployment.request.verify) return [];
  const started = performance.now();
  const engine = await filled(deployment, "engine");
  deployment.outputs = await engine.outputs();
  await verifyStep(deployment);
  return [{ step: "verify", milliseconds: performance.now() - started }];
}

/** Closes and removes what the steps opened and made. An engine that never opened has nothing to close. */
async function leave({ engine, plan }: Deployment): Promise<void> {
  const opened = await engine?.catch(() => null);
  await opened?.close();
  if (plan !== undefined) await rm(dirname(plan), { recursive: true, force: true });
}

async function runStep(deployment: Deployment, step: Step): Promise<StepResult> {
  const { terminal } = deployment.context;
  switch (step.kind) {
    case "preflight":
      return preflight(deployment);
    case "build":
      return buildStep(deployment, step.services);
    case "publish":
      return publish(deployment);
    case "preview": {
      const result = await previewStep(deployment);
      const changes = filled(deployment, "changes");
      for (const line of describeChanges(changes, terminal.colors)) terminal.note(line);
      terminal.note(`Preview: ${summarize(changes)}`);
      return result;
    }
    case "guard":
      guardData(filled(deployment, "changes"), step.allow);
      return { kind: "done" };
    case "approve":
      return approve(deployment);
    case "up":
      return upStep(deployment);
    case "verify":
      return verifyStep(deployment);
    default:
      return unreachable(step);
  }
}

/** Between two steps is a good place to stop: nothing is in flight. */
function stopIfCancelled(deployment: Deployment): void {
  if (!deployment.context.signal.aborted) return;
  throw new DeployError(
    "CANCELLED",
    "Cancelled between two steps: nothing is in flight.",
    `Go on with \`${deployment.again}\`.`,
  );
}
