import type { With } from "../deployment";
import { DONE, type Step, type StepEnd } from "../step";
import { guardData } from "./guard";
import { askEngine, type Previewed } from "./preview";

export const contractStep: Step<"engine" | "release"> = {
  kind: "contract",
  description: "preview the remaining changes, now that the old versions have no traffic",
  run: contract,
};

/** Previews the remaining changes once the old versions have no traffic. `up` applies them. */
async function contract(deployment: With<"engine" | "release">): Promise<StepEnd | StepEnd<Previewed>> {
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
