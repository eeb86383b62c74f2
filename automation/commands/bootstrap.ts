import { EXIT } from "../../model/errors";
import { type Command, type CommandResult } from "./command";

/** Creates the buckets and the key that deployments to an account need. */
export const bootstrap: Command = {
  name: "bootstrap",
  summary: "prepare an account for deployments",
  description:
    "Create the buckets for state and deployments and the key of the state's secrets in a stage's account. Safe to repeat.",
  args: "<stage>",
  options: [],
  async run(context, [stageName]): Promise<CommandResult> {
    const { openSession } = await import("../session");
    const { requireAccount } = await import("../aws/account/identity");
    const aws = await import("../aws/account/bootstrap");
    const { bootstrapAccount } = await import("../operations/bootstrapAccount");
    const session = await openSession(context, stageName);
    await requireAccount(session.target);
    const report = await bootstrapAccount(context, session);
    return { exit: EXIT.done, lines: aws.bootstrapLines(report), data: report };
  },
};
