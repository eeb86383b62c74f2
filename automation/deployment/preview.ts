import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeployError } from "../../model/errors";
import { stageProgram } from "../engine/stageEngine";
import { filled, type Deployment, type StepResult } from "./deployment";
import { engineError } from "./engineError";

/** Asks the engine what would change and keeps its plan. Ends the deployment where nothing would. */
export async function previewStep(deployment: Deployment): Promise<StepResult> {
  const { context, session } = deployment;
  const engine = await filled(deployment, "engine");
  deployment.program = await stageProgram(context, session, filled(deployment, "release"), (error) => {
    deployment.gateFailure = error;
  });
  // Inside a private folder: a plan holds the inputs of every resource.
  deployment.plan = join(await mkdtemp(join(tmpdir(), "listbackup-plan-")), "plan.json");
  const result = await engine.preview(deployment.program, { plan: deployment.plan, signal: context.signal });
  switch (result.kind) {
    case "succeeded":
      deployment.changes = result.changes;
      return result.changes.length === 0 ? { kind: "finished" } : { kind: "done" };
    case "failed":
      throw engineError(result.failures, "Nothing was changed.", deployment.again);
    case "cancelled":
      throw new DeployError(
        "CANCELLED",
        "Cancelled during the preview. Nothing was changed.",
        `Again: \`${deployment.again}\`.`,
      );
  }
}
