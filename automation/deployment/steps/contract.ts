import type { PreviewProduct, With } from "../deployment";
import { DONE, type StepEnd } from "../step";
import { guardData } from "./guard";
import { askEngine } from "./preview";

/** Previews the remaining changes once the old versions have no traffic. `up` applies them. */
export async function contract(deployment: With<"engine" | "release">): Promise<StepEnd | StepEnd<PreviewProduct>> {
  const { gradual, same, context, request } = deployment;
  if (gradual === undefined) return DONE;
  const end = await askEngine(deployment);
  const { changes: left = [] } = deployment;
  await guardData(deployment, left, request.allow);
  context.terminal.note(`Contract: ${left.length === 0 ? "nothing left to change" : `${String(left.length)} left`}`);
  // Unchanged resources were counted before the expansion.
  if (same !== undefined) deployment.same = same;
  return end;
}
