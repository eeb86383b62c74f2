import { DeployError } from "../../../model/errors";
import { count } from "../../ui/duration";
import { cutList } from "../../shortList";
import type { RestoringSet } from "../../restore/request";
import type { Deployment, With } from "../deployment";
import { DONE, type Step, type StepEnd } from "../step";
import { checkFetchedRelease } from "./preflight";

export const parametersStep: Step<"release"> = {
  kind: "parameters",
  description: "create the parameters and secrets of the set that the stage lacks; overwrite none",
  run: restoreParameters,
};

/** Creates parameters before the preview, in which functions have the digests of what they read. */
async function restoreParameters(deployment: With<"release">): Promise<StepEnd> {
  const { context, session, release } = deployment;
  const { stage, target } = session;
  const { createParameters, parameterPlan, restoredParameters } = await import("../../restore/parameters");
  const all = restoredParameters(restoringOf(deployment).copies, stage, release.catalog);
  const { missing, differing } = await parameterPlan(
    target,
    all.filter(({ isDeclared }) => isDeclared),
  );
  await deployment.lease?.confirm();
  await createParameters(target, missing);
  if (missing.length > 0) context.terminal.note(`Parameters: ${count(missing.length, "value")} of the set created`);
  if (differing.length > 0)
    context.terminal.warn(
      `${stage.name} keeps its own values, which differ from the set's, of ${cutList(differing, 10)}. To change one: \`bin/deploy secrets set ${stage.name} <name>\``,
    );
  await checkFetchedRelease(deployment, release.catalog);
  return DONE;
}

/** The set of a restore. */
export function restoringOf({ restoring }: Deployment): RestoringSet {
  if (restoring === undefined) throw new DeployError("INTERNAL", "There is no backup set.", "Report this error.");
  return restoring;
}
