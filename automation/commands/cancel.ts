import { DeployError, EXIT } from "../../model/errors";
import { textOption, type Command, type CommandResult } from "./command";
import type { CancelDocument } from "../documents/deployments";

/** Cancels the deployment that runs on a stage. */
export const cancel: Command = {
  name: "cancel",
  summary: "cancel a running deployment",
  description:
    "Cancel a running deployment from another terminal. The first request stops it at a safe point and rolls back; a second one stops it at once. Removes the lease of a process that is gone.",
  args: "<stage>",
  options: [
    ["--force <owner>", "break the lease of this owner (host:pid, as the message shows it), whatever it is doing"],
  ],
  examples: ["bin/deploy cancel staging", "bin/deploy cancel staging --force ci-17:4242"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { openStage } = await import("../session");
    const { breakLease, cancelDeployment } = await import("../lock/cancel");
    const session = await openStage(context, stageName);
    const { arn } = session.caller;
    const owner = textOption(options, "force");
    const outcome =
      owner === undefined ? await cancelDeployment(context, session, arn) : await breakLease(context, session, owner);
    if (outcome.kind === "running") {
      throw new DeployError(
        "LEASE_HELD",
        `The deployment of ${session.stage.name} was asked to stop and is still running:\n${outcome.lines.join("\n")}`,
        `Wait, or stop it at once: \`bin/deploy cancel ${session.stage.name}\`. If its process no longer exists: \`bin/deploy cancel ${session.stage.name} --force ${outcome.owner}\`.`,
      );
    }
    return {
      exit: EXIT.done,
      lines: outcome.lines,
      data: { stage: session.stage.name, outcome: outcome.kind } satisfies CancelDocument,
    };
  },
};
