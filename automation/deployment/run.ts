import { DeployError } from "../../model/errors";
import {
  signalOf,
  STOP_CODES,
  type Deployment,
  type DeploymentResult,
  type Product,
  type StepTime,
  type TimePart,
  type With,
} from "./deployment";
import { showStep } from "../ui/stepView";
import { updateRecord } from "./record";
import { verifyStep } from "./lateSteps";
import type { Plan } from "./step";
import { deletePlan } from "./planFile";

/**
 * Runs the steps in order, and rolls back to the last good release if a step fails after the first change. Failure is
 * data. Everything that a step opened is closed.
 */
export async function runDeployment(deployment: Deployment, plan: Plan<"release">): Promise<DeploymentResult> {
  deployment.begunAt = performance.now();
  let result: DeploymentResult;
  let closing: number;
  try {
    const carriedOut = await runPlan(deployment, plan);
    result = carriedOut.kind === "failed" ? await respond(carriedOut) : carriedOut;
  } finally {
    closing = performance.now();
    await close(deployment);
  }
  return { ...result, times: [...result.times, { step: "close", milliseconds: performance.now() - closing }] };
}

async function respond(failed: Extract<DeploymentResult, { readonly kind: "failed" }>): Promise<DeploymentResult> {
  const { afterFailure } = await import("./rollback/automaticRollback");
  return afterFailure(failed, runPlan);
}

async function runPlan(deployment: Deployment, plan: Plan<"release">): Promise<DeploymentResult> {
  const times: StepTime[] = [];
  let coordination = 0;
  const coordinated = async (work: Promise<void>): Promise<void> => {
    const started = performance.now();
    await work;
    coordination += performance.now() - started;
  };
  const allTimes = (): readonly StepTime[] => [...times, { step: "lease-and-record", milliseconds: coordination }];
  let at = "preflight";
  try {
    for (const step of plan.steps) {
      at = step.kind;
      announceStep(deployment, step.kind);
      if (step.kind === "verify")
        await coordinated(updateRecord(deployment, { outcome: "testing", times, error: null }));
      const started = performance.now();
      const parts: TimePart[] = [];
      deployment.parts = parts;
      const view = showStep(deployment.context.terminal, step.kind);
      const result = await Promise.resolve()
        .then(() => step.run(withProducts(deployment)))
        .finally(view.close);
      const milliseconds = performance.now() - started;
      times.push({ step: step.kind, milliseconds, ...(parts.length === 0 ? {} : { parts }) });
      if (result.kind === "done") Object.assign(deployment, result.gives);
      else
        return {
          kind: "unchanged",
          deployment: withProducts(deployment),
          times: [...allTimes(), ...(await verifyUnchanged(deployment))],
        };
      await coordinated(stopIfCancelled(deployment));
    }
    await coordinated(updateRecord(deployment, { outcome: "succeeded", times, error: null }));
    return { kind: "deployed", deployment: withProducts(deployment), times: allTimes() };
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    return { kind: "failed", at, error: await asCancellation(deployment, at, error), deployment, times };
  } finally {
    await deletePlan(deployment);
  }
}

/** Before the deployment is recorded there is no journal. */
function announceStep({ journal, context }: Deployment, step: string): void {
  if (journal === undefined) context.hooks?.onEvent?.({ kind: "step", at: Date.now(), step });
  else journal.step(step);
}

/**
 * An error caused by a cancellation is a cancellation: it triggers no rollback.
 */
async function asCancellation(deployment: Deployment, at: string, error: DeployError): Promise<DeployError> {
  const isStop = ({ code }: DeployError): boolean => STOP_CODES.includes(code);
  if (!signalOf(deployment).aborted || isStop(error)) return error;
  const lost = await deployment.lease?.confirm().then(
    () => null,
    (reason: unknown) => reason,
  );
  if (lost instanceof DeployError && isStop(lost)) return lost;
  return new DeployError(
    "CANCELLED",
    `Cancelled during ${at}: ${error.what}`,
    `Continue with \`${deployment.retryCommand}\`.`,
    {
      cause: error,
    },
  );
}

/** The compiler has checked the order of the plan's steps: what each step needs is set. */
function withProducts(deployment: Deployment): With<Product> {
  return deployment as With<Product>;
}

/** Verifies an up-to-date stage if requested (`--verify`). */
async function verifyUnchanged(deployment: Deployment): Promise<readonly StepTime[]> {
  if (!deployment.request.verify) return [];
  const started = performance.now();
  const opened = withProducts(deployment);
  deployment.outputs = await (await opened.engine.open()).outputs();
  await verifyStep.run(opened);
  return [{ step: "verify", milliseconds: performance.now() - started }];
}

/** Closes what the steps opened, and releases the lease. */
async function close({ engine, lease, journal, context }: Deployment): Promise<void> {
  // Ignored where the end has been written.
  const code = lease?.end?.kind === "lost" ? "LEASE_LOST" : "INTERNAL";
  await journal?.close({ outcome: "failed", error: { code, what: "The deployment ended without an outcome." } });
  await (await engine?.opened())?.close();
  await lease?.release().catch((error: unknown) => {
    context.terminal.warn(`The lease could not be released: ${(error as Error).message}`);
  });
}

/** Between two steps nothing is in flight. */
async function stopIfCancelled(deployment: Deployment): Promise<void> {
  await deployment.lease?.confirm();
  if (!deployment.context.signal.aborted) return;
  throw new DeployError(
    "CANCELLED",
    "Cancelled between two steps: nothing is in flight.",
    `Continue with \`${deployment.retryCommand}\`.`,
  );
}
