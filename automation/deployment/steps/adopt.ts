import { DeployError } from "../../../model/errors";
import type { AdoptionRequest } from "../../engine/adoption/adoption";
import { engineError } from "../../engine/failures/engineError";
import { adoptIntoState } from "../adoptIntoState";
import { requireAllowedResources } from "../preconditions/requestedNames";
import type { With } from "../deployment";
import { DONE, type StepEnd } from "../step";

/** Takes resources into the engine's state. @throws DeployError USAGE, ADOPTION */
export async function adoptResources(
  deployment: With<"engine" | "release">,
  requests: readonly AdoptionRequest[],
): Promise<StepEnd> {
  const { context, retryCommand } = deployment;
  const result = await adoptIntoState(deployment, requests);
  switch (result.kind) {
    case "adopted":
      deployment.adopted = result.resources;
      for (const { name, type, id } of result.resources) context.terminal.note(`Adopted ${name} (${type}): ${id}`);
      if (result.resources.length === 0)
        context.terminal.note("Nothing to adopt: the stage has these resources already");
      await requireAllowedResources(deployment);
      return DONE;
    case "failed":
      throw engineError(result.failures, "Nothing was adopted or changed.", retryCommand);
    case "cancelled":
      throw new DeployError("CANCELLED", "Cancelled: nothing was adopted.", `Repeat: \`${retryCommand}\`.`);
  }
}
