import { DeployError, unreachable } from "../../model/errors";
import { describeChanges, describeLosses, summarize } from "../ui/changes";
import { accept } from "./steps/accept";
import { approve } from "./steps/approve";
import { artifactsStep } from "./steps/artifacts";
import { buildStep } from "./steps/build";
import { compose, selectServices } from "./steps/compose";
import { refuseAbsentAuthorizers } from "./preconditions/absentAuthorizers";
import { contractStep } from "./steps/contract";
import {
  filled,
  signalOf,
  type Deployment,
  type DeploymentResult,
  type StepResult,
  type StepTime,
  type TimePart,
} from "./deployment";
import { expandStep } from "./steps/expand";
import { fetchRelease } from "./steps/fetch";
import { guardData } from "./steps/guard";
import { guardMigrations, migrate } from "./steps/migrate";
import { preflight } from "./steps/preflight";
import { forgetPlan, previewStep } from "./steps/preview";
import { probeStep } from "./steps/probe";
import { publish } from "./steps/publish";
import { updateRecord } from "./record";
import { beginRecord } from "./steps/record";
import { restore } from "./steps/restore";
import { describeSeeds, seedStep } from "./steps/seed";
import { afterFailure, STOPPED } from "./rollback/automaticRollback";
import type { Step } from "./plan";
import { trafficStep } from "./steps/traffic";
import { unprotectInAws, unprotectInState } from "./steps/unprotect";
import { upStep } from "./steps/up";
import { verifyStep } from "./steps/verify";

/**
 * Carries out the steps in order, and goes back to the last good release where one fails that has changed something.
 * Failure is data; what a step opened is closed whatever happens.
 */
export async function runDeployment(deployment: Deployment, steps: readonly Step[]): Promise<DeploymentResult> {
  deployment.begunAt = performance.now();
  let result: DeploymentResult;
  let closing: number;
  try {
    const carriedOut = await carryOut(deployment, steps);
    result = carriedOut.kind === "failed" ? await afterFailure(carriedOut, carryOut) : carriedOut;
  } finally {
    closing = performance.now();
    await leave(deployment);
  }
  return { ...result, times: [...result.times, { step: "close", milliseconds: performance.now() - closing }] };
}

async function carryOut(deployment: Deployment, steps: readonly Step[]): Promise<DeploymentResult> {
  const times: StepTime[] = [];
  let coordination = 0;
  const coordinated = async (work: Promise<void>): Promise<void> => {
    const started = performance.now();
    await work;
    coordination += performance.now() - started;
  };
  const allTimes = (): readonly StepTime[] => [...times, { step: "lease-and-record", milliseconds: coordination }];
  let at: Step["kind"] = "preflight";
  try {
    for (const step of steps) {
      at = step.kind;
      deployment.journal?.step(step.kind);
      if (step.kind === "verify")
        await coordinated(updateRecord(deployment, { outcome: "testing", times, error: null }));
      const started = performance.now();
      const parts: TimePart[] = [];
      deployment.parts = parts;
      const result = await runStep(deployment, step);
      const milliseconds = performance.now() - started;
      times.push({ step: step.kind, milliseconds, ...(parts.length === 0 ? {} : { parts }) });
      if (result.kind === "finished")
        return { kind: "unchanged", deployment, times: [...allTimes(), ...(await checked(deployment))] };
      await coordinated(stopIfCancelled(deployment));
    }
    await coordinated(updateRecord(deployment, { outcome: "succeeded", times, error: null }));
    return { kind: "deployed", deployment, times: allTimes() };
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    return { kind: "failed", at, error: await asStop(deployment, at, error), deployment, times };
  } finally {
    await forgetPlan(deployment);
  }
}

/**
 * What broke because somebody stopped it has not failed: no way back follows from it, in which everything would be stopped
 * as well.
 */
async function asStop(deployment: Deployment, at: Step["kind"], error: DeployError): Promise<DeployError> {
  const isStop = ({ code }: DeployError): boolean => STOPPED.includes(code);
  if (!signalOf(deployment).aborted || isStop(error)) return error;
  const said = await deployment.lease?.confirm().then(
    () => null,
    (reason: unknown) => reason,
  );
  if (said instanceof DeployError && isStop(said)) return said;
  return new DeployError("CANCELLED", `Cancelled during ${at}: ${error.what}`, `Go on with \`${deployment.again}\`.`, {
    cause: error,
  });
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

/** Closes what the steps opened, and gives the stage back. An engine that never opened has nothing to close. */
async function leave({ engine, lease, journal, context }: Deployment): Promise<void> {
  // Where its end was written down, this one does not count.
  const code = lease?.end?.kind === "lost" ? "LEASE_LOST" : "INTERNAL";
  await journal?.close({ outcome: "failed", error: { code, what: "It ended without an outcome." } });
  const opened = await engine?.catch(() => null);
  await opened?.close();
  await lease?.release().catch((error: unknown) => {
    context.terminal.warn(`The lease could not be given back: ${(error as Error).message}`);
  });
}

async function runStep(deployment: Deployment, step: Step): Promise<StepResult> {
  switch (step.kind) {
    case "preflight":
      return preflight(deployment, step);
    case "build":
      return buildStep(deployment, step);
    case "vary":
      deployment.release = step.change(filled(deployment, "release"));
      return { kind: "done" };
    case "accept":
      return accept(deployment);
    case "select":
      return selectServices(deployment, step.services);
    case "compose":
      return compose(deployment, step.services);
    case "restore":
      return restore(deployment, step);
    case "fetch":
      return fetchRelease(deployment, step.from, step.which);
    case "publish":
      return publish(deployment);
    case "unprotect":
      return step.where === "aws" ? unprotectInAws(deployment) : unprotectInState(deployment, step.allow);
    case "preview":
      return shownPreview(deployment);
    case "guard":
      await guardData(deployment.session.target, filled(deployment, "changes"), step.allow);
      guardMigrations(deployment);
      return { kind: "done" };
    case "artifacts":
      return artifactsStep(deployment);
    case "approve":
      return approve(deployment);
    case "record":
      return beginRecord(deployment);
    case "traffic":
      return trafficStep(deployment, step.part);
    case "migrate":
      return migrate(deployment, step.when);
    case "seed":
      return seedStep(deployment);
    case "expand":
      return expandStep(deployment, step.traffic);
    case "probe":
      return probeStep(deployment);
    case "shift":
      return (await import("./steps/shift")).shiftStep(deployment);
    case "contract":
      return contractStep(deployment);
    case "up":
      return upStep(deployment);
    case "verify":
      return verifyStep(deployment);
    default:
      return unreachable(step);
  }
}

async function shownPreview(deployment: Deployment): Promise<StepResult> {
  const { terminal } = deployment.context;
  refuseAbsentAuthorizers(deployment);
  const result = await previewStep(deployment);
  const changes = filled(deployment, "changes");
  const { verbose } = deployment.context.options;
  for (const line of describeChanges(changes, terminal.colors, verbose)) terminal.note(line);
  for (const line of describeLosses(changes)) terminal.warn(line);
  terminal.note(`Preview: ${summarize(changes)}`);
  for (const line of describeSeeds(deployment)) terminal.note(line);
  return result;
}

/** Between two steps is a good place to stop: nothing is in flight. */
async function stopIfCancelled(deployment: Deployment): Promise<void> {
  await deployment.lease?.confirm();
  if (!deployment.context.signal.aborted) return;
  throw new DeployError(
    "CANCELLED",
    "Cancelled between two steps: nothing is in flight.",
    `Go on with \`${deployment.again}\`.`,
  );
}
