import type { With } from "../deployment";
import { DONE, type Step, type StepEnd } from "../step";
import { guardData } from "./guard";
import { askEngine, type Previewed } from "./preview";

export const contractStep: Step<"engine" | "release"> = {
  kind: "contract",
  description: "ask the engine what is left to change now that the old versions have no traffic",
  runMigration: contract,
};

/** Asks the engine what is left of the release when the old versions have no traffic any more. `up` does it. */
async function contract(deployment: With<"engine" | "release">): Promise<StepEnd | StepEnd<Previewed>> {
  const { gradual, same, context, request, session } = deployment;
  if (gradual === undefined) return DONE;
  const end = await askEngine(deployment);
  const { changes: left = [] } = deployment;
  await guardData(session.target, left, request.allow);
  context.terminal.note(`Contract: ${left.length === 0 ? "nothing left to change" : `${String(left.length)} left`}`);
  // What stays as it is was counted before the expansion.
  if (same !== undefined) deployment.same = same;
  return end;
}
