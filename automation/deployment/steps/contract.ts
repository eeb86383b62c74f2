import { filled, type Deployment, type StepResult } from "../deployment";
import { guardData } from "./guard";
import { previewStep } from "./preview";

/** Asks the engine what is left of the release when the old versions have no traffic any more. `up` does it. */
export async function contractStep(deployment: Deployment): Promise<StepResult> {
  const { gradual, same, context, request, session } = deployment;
  if (gradual === undefined) return { kind: "done" };
  const result = await previewStep(deployment);
  const left = filled(deployment, "changes");
  await guardData(session.target, left, request.allow);
  context.terminal.note(`Contract: ${left.length === 0 ? "nothing left to change" : `${String(left.length)} left`}`);
  // What stays as it is was counted before the expansion.
  if (same !== undefined) deployment.same = same;
  return result;
}
