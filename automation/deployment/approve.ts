import { DeployError } from "../../model/errors";
import { summarize } from "../ui/changes";
import { filled, type Deployment, type StepResult } from "./deployment";

/** Asks a person. Where there is none, the answer must have come with the command. */
export async function approve(deployment: Deployment): Promise<StepResult> {
  const { terminal } = deployment.context;
  const { stage } = deployment.session;
  const remedy = `Say yes beforehand: \`${deployment.again} --yes\`.`;
  if (!terminal.interactive) {
    throw new DeployError(
      "APPROVAL_NEEDED",
      "The deployment needs a yes, and there is no terminal to ask on. Nothing was changed.",
      remedy,
    );
  }
  const yes = await terminal.confirm(`Apply this to ${stage.name} (${summarize(filled(deployment, "changes"))})?`);
  if (!yes) throw new DeployError("APPROVAL_NEEDED", "Not approved. Nothing was changed.", remedy);
  deployment.approval = "asked";
  return { kind: "done" };
}
