import { EXIT } from "../../model/errors";
import { type Command, type CommandResult } from "./command";

/** Deploys what deployments to an account need: buckets, key, roles, sign-in, trail and budget. */
export const bootstrap: Command = {
  name: "bootstrap",
  summary: "prepare an account for deployments",
  description:
    "Create the foundation of a stage's account: buckets for state and deployments, the key of the state's secrets, roles, the sign-in from GitHub, the audit trail and the budget. Previews the changes and asks. Safe to repeat; what exists is imported.",
  args: "<stage>",
  options: [["--yes", "apply the changes without asking"]],
  examples: ["bin/deploy bootstrap dev", "bin/deploy bootstrap production --profile listbackup-admin"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { openSession, stageFile } = await import("../session");
    const { bootstrapLines } = await import("../aws/account/bootstrap");
    const { bringUpFoundation } = await import("../operations/foundation/bringUp");
    const { foundationNotes, foundationSummary } = await import("../ui/foundation");
    const session = await openSession(context, stageName);
    const { stage } = session;
    const request = { approved: options["yes"] === true, retryCommand: `bin/deploy bootstrap ${stage.name}` };
    const {
      foundation,
      stack,
      items,
      changes,
      stageFile: secrets,
    } = await bringUpFoundation(context, session, request);
    const report = { account: stage.account, region: stage.region, items };
    return {
      exit: EXIT.done,
      lines: [
        ...bootstrapLines(report),
        `  stack    ${stack}: ${foundationSummary(changes)}`,
        ...(secrets === "written"
          ? [`  written  secretsprovider and encryptedkey in ${stageFile(stage.name)}: commit the file`]
          : []),
        ...foundationNotes(foundation),
      ],
      data: {
        ...report,
        stack: { name: stack, changes: changes.map(({ kind, type, name }) => ({ kind, type, name })) },
        stageFile: secrets,
      },
    };
  },
};
