import { DeployError, EXIT } from "../../model/errors";
import { textOption, type Command, type CommandResult, type Context } from "./command";
import type { DestroyDocument } from "../documents/deployments";

/** Deletes a stage. */
export const destroy: Command = {
  name: "destroy",
  summary: "delete a stage",
  description: "Delete all resources of a stage. Refused for protected stages.",
  args: "<stage>",
  options: [["--confirm <stage>", "the stage's name, to confirm without a prompt"]],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { openSession, openStage } = await import("../session");
    const { destroyStage } = await import("../operations/destroy");
    const { stage } = await openSession(context, stageName);
    if (stage.protected) {
      throw new DeployError(
        "PROTECTED",
        `${stage.name} is protected. Nothing was changed.`,
        `To delete it, set listbackup:protected to false in Pulumi.${stage.name}.yaml in a commit of its own, and deploy that first.`,
      );
    }
    const given = textOption(options, "confirm");
    if (given !== undefined && given !== stage.name) throw wrongNameError(given, stage.name);
    const session = await openStage(context, stageName);
    const { assertServesNoFailover } = await import("../lock/failedOver");
    await assertServesNoFailover(context, session);
    if (given === undefined) await confirm(context, stage.name);
    const { withLease } = await import("../lock/lease");
    const removed = await withLease(
      context,
      session,
      { command: `destroy ${stage.name}`, who: session.caller.arn },
      (held) => destroyStage(held, session),
    );
    if (removed === null) {
      return {
        exit: EXIT.done,
        lines: [`Nothing is deployed on ${stage.name}.`],
        data: { stage: stage.name, removed: 0 } satisfies DestroyDocument,
      };
    }
    return {
      exit: EXIT.done,
      lines: [`Deleted ${stage.name}: ${String(removed)} resources. The state and deployments buckets are kept.`],
      data: { stage: stage.name, removed } satisfies DestroyDocument,
    };
  },
};

function wrongNameError(given: string, stage: string): DeployError {
  return new DeployError("APPROVAL_NEEDED", `"${given}" is not "${stage}". Nothing was changed.`, confirmRemedy(stage));
}

function confirmRemedy(stage: string): string {
  return `Confirm with the stage's name: \`bin/deploy destroy ${stage} --confirm ${stage}\`.`;
}

/** @throws DeployError DECLINED, APPROVAL_NEEDED where there is no terminal */
async function confirm({ terminal }: Context, stage: string): Promise<void> {
  if (!terminal.interactive) {
    throw new DeployError(
      "APPROVAL_NEEDED",
      "Deleting a stage needs confirmation, and there is no terminal to ask on. Nothing was changed.",
      confirmRemedy(stage),
    );
  }
  if (!(await terminal.confirm(`Delete ${stage} with all its data?`))) {
    throw new DeployError(
      "DECLINED",
      `Cancelled: ${stage} is unchanged.`,
      `See the status: \`bin/deploy status ${stage}\`.`,
    );
  }
}
