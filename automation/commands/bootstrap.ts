import { DeployError, EXIT } from "../../model/errors";
import type { Session } from "../session";
import { textOption, type Command, type CommandOptions, type CommandResult, type Context } from "./command";
import type { BootstrappedDocument, FoundationRemovedDocument } from "../documents/deployments";

/** Deploys what deployments to an account need: buckets, key, roles, sign-in, trail and budget. */
export const bootstrap: Command = {
  name: "bootstrap",
  summary: "prepare an account for deployments",
  description:
    "Create the foundation of a stage's account: buckets for state and deployments, the key of the state's secrets, roles, the sign-in from GitHub, the audit trail and the budget. Previews the changes and asks. Safe to repeat; what exists is imported.",
  args: "<stage>",
  options: [
    ["--yes", "apply the changes without asking"],
    ["--remove", "remove the foundation; buckets and key remain"],
    ["--delete-data", "with --remove: delete buckets and key too, with state, releases and artifacts"],
    ["--confirm <stage>", "the stage's name, to confirm --delete-data"],
  ],
  examples: ["bin/deploy bootstrap dev", "bin/deploy bootstrap production --profile listbackup-admin"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { openSession } = await import("../session");
    assertFit(options, stageName);
    const session = await openSession(context, stageName, "administrator");
    return options["remove"] === true ? remove(context, session, options) : bringUp(context, session, options);
  },
};

async function bringUp(context: Context, session: Session, options: CommandOptions): Promise<CommandResult> {
  const { stageFile } = await import("../session");
  const { bootstrapLines } = await import("../aws/account/bootstrap");
  const { bringUpFoundation } = await import("../operations/foundation/bringUp");
  const { foundationNotes, foundationSummary } = await import("../ui/foundation");
  const { account, region, name } = session.stage;
  const request = { approved: options["yes"] === true, retryCommand: `bin/deploy bootstrap ${name}` };
  const result = await bringUpFoundation(context, session, request);
  const report = { account, region, items: result.items };
  const written = `  written  secretsprovider and encryptedkey in ${stageFile(name)}: commit the file`;
  return {
    exit: EXIT.done,
    lines: [
      ...bootstrapLines(report),
      `  stack    ${result.stack}: ${foundationSummary(result.changes)}`,
      ...(result.stageFile === "written" ? [written] : []),
      ...foundationNotes(result.foundation),
    ],
    data: {
      ...report,
      stack: {
        name: result.stack,
        changes: result.changes.map(({ kind, type, name: resource }) => ({ kind, type, name: resource })),
      },
      stageFile: result.stageFile,
    } satisfies BootstrappedDocument,
  };
}

async function remove(context: Context, session: Session, options: CommandOptions): Promise<CommandResult> {
  const { removeFoundation } = await import("../operations/foundation/remove");
  const { removalLines } = await import("../ui/foundation");
  const { account, region, name } = session.stage;
  const deleteData = options["deleteData"] === true;
  const suffix = deleteData ? ` --delete-data --confirm ${name}` : "";
  const result = await removeFoundation(context, session, {
    approved: options["yes"] === true,
    deleteData,
    retryCommand: `bin/deploy bootstrap ${name} --remove${suffix}`,
  });
  return {
    exit: EXIT.done,
    lines: removalLines(session.stage, result),
    data: { account, region, ...result } satisfies FoundationRemovedDocument,
  };
}

/** @throws DeployError USAGE, APPROVAL_NEEDED */
function assertFit(options: CommandOptions, stage = ""): void {
  const deleteData = options["deleteData"] === true;
  const confirmed = textOption(options, "confirm");
  if (options["remove"] !== true && (deleteData || confirmed !== undefined)) {
    throw new DeployError(
      "USAGE",
      "--delete-data and --confirm need --remove. Nothing was done.",
      `Remove the foundation: \`bin/deploy bootstrap ${stage} --remove\`.`,
    );
  }
  if (deleteData && confirmed !== stage) {
    throw new DeployError(
      "APPROVAL_NEEDED",
      "--delete-data deletes state, releases and artifacts permanently, so it needs the stage's name. Nothing was changed.",
      `Confirm with the stage's name: \`bin/deploy bootstrap ${stage} --remove --delete-data --confirm ${stage}\`.`,
    );
  }
}
