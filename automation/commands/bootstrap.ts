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
    const { openSession, stageFile } = await import("../session");
    const { ensureStageSecrets } = await import("../operations/stageSecrets");
    const { requireAccount } = await import("../aws/account/identity");
    const aws = await import("../aws/account/bootstrap");
    const { bootstrapAccount } = await import("../operations/bootstrapAccount");
    const session = await openSession(context, stageName);
    await requireAccount(session.target);
    const report = await bootstrapAccount(context, session);
    const secrets = await ensureStageSecrets(context.wiring.root, session);
    const file = stageFile(session.stage.name);
    const note = `  written  secretsprovider and encryptedkey in ${file}: commit the file`;
    return {
      exit: EXIT.done,
      lines: [...aws.bootstrapLines(report), ...(secrets === "written" ? [note] : [])],
      data: { ...report, stageFile: secrets },
    };
  },
};
