import { DeployError, EXIT } from "../../model/errors";
import { textOption, type Command, type CommandOptions, type CommandResult } from "./command";
import type { ForgottenStageDocument, RestoredStateDocument, StateBackupsDocument } from "../documents/readings";

/** Restores the engine's state from a backup. */
export const restoreState: Command = {
  name: "restore-state",
  summary: "restore Pulumi's state from a backup",
  description: "Restore Pulumi's state of a stage from a backup. Changes nothing in AWS.",
  args: "<stage>",
  options: [
    ["--list", "list the backups, the newest first"],
    ["--from <backup>", "restore this backup (default: the newest that matches the live release)"],
    ["--forget", "record that the stage was deleted from AWS together with its state"],
  ],
  examples: ["bin/deploy restore-state production --list", "bin/deploy restore-state production"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const request = requestOf(options);
    const { openStage } = await import("../session");
    const session = await openStage(context, stageName);
    const { name } = session.stage;
    const { arn } = session.caller;
    if (request.kind === "list") {
      const { listBackups } = await import("../aws/buckets/stateBackup");
      const backups = await listBackups(session.target, session.stage);
      const lines = backups.map((backup) => `${String(backup)}  ${new Date(backup).toISOString()}`);
      return {
        exit: EXIT.done,
        lines: lines.length === 0 ? [`There is no backup of the state of ${name}.`] : lines,
        data: { stage: name, backups } satisfies StateBackupsDocument,
      };
    }
    const { withLease } = await import("../lock/lease");
    const operations = await import("../operations/restoreState");
    const lease = { command: `restore-state ${name}`, who: arn };
    if (request.kind === "forget") {
      await withLease(context, session, lease, (held) => operations.forgetStage(held, session));
      return {
        exit: EXIT.done,
        lines: [`Recorded that ${name} is deleted: no release is live.`],
        data: { stage: name } satisfies ForgottenStageDocument,
      };
    }
    const restored = await withLease(context, session, lease, (held) =>
      operations.restoreState(held, session, request.from),
    );
    return {
      exit: EXIT.done,
      lines: [
        `Restored the state of ${name} as of ${new Date(restored.backup).toISOString()}: ${String(restored.resources)} resources.`,
        `Compare it with AWS next: \`bin/deploy refresh ${name} --check\`.`,
      ],
      data: { stage: name, ...restored } satisfies RestoredStateDocument,
    };
  },
};

type Request =
  { readonly kind: "list" } | { readonly kind: "forget" } | { readonly kind: "restore"; readonly from: number | null };

function requestOf(options: CommandOptions): Request {
  const from = textOption(options, "from");
  const givenOptions = [options["list"] === true, options["forget"] === true, from !== undefined].filter(Boolean);
  if (givenOptions.length > 1)
    throw new DeployError("USAGE", "--list, --from and --forget exclude each other.", "Give one of them, or none.");
  if (options["list"] === true) return { kind: "list" };
  if (options["forget"] === true) return { kind: "forget" };
  if (from === undefined) return { kind: "restore", from: null };
  if (/^\d{13}$/.test(from)) return { kind: "restore", from: Number(from) };
  throw new DeployError(
    "USAGE",
    `"${from}" is not a backup. Nothing was changed.`,
    "A backup has 13 digits; list them: `bin/deploy restore-state <stage> --list`.",
  );
}
