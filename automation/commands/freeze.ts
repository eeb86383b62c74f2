import { DeployError, EXIT } from "../../model/errors";
import { textOption, type Command, type CommandResult } from "./command";

/** No deployments for a while. */
export const freeze: Command = {
  name: "freeze",
  summary: "no deployments to a stage until a time, and why",
  args: "<stage>",
  options: [
    ["--until <time>", "+8h, +3d, or 2026-12-27T08:00Z; 60 days at most"],
    ["--reason <text>", "why; whoever is refused reads it"],
  ],
  examples: ["bin/deploy freeze production --until +3d --reason 'Black Friday'"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { parseUntil } = await import("../../model/release/freeze");
    const { parseReason } = await import("../../model/release/reason");
    const now = Math.floor(Date.now() / 1000);
    const reason = parseReason(textOption(options, "reason") ?? "");
    if (reason === "") throw new DeployError("USAGE", "A freeze needs a reason.", "Add --reason <text>.");
    const until = parseUntil(textOption(options, "until") ?? "", now);
    if (until.kind === "wrong") {
      throw new DeployError(
        "USAGE",
        `A freeze needs an end: ${until.why}.`,
        "Add --until <time>, such as --until +8h.",
      );
    }
    const { openStage } = await import("../session");
    const { writeFreeze } = await import("../aws/freeze");
    const { describeFreeze } = await import("../deployment/freeze");
    const { target, stage, caller } = await openStage(context, stageName);
    const { arn } = caller;
    const frozen = { schema: 1, until: until.seconds, reason, who: arn, at: now } as const;
    await writeFreeze(target, stage, frozen);
    return {
      exit: EXIT.done,
      lines: [
        `${stage.name} is frozen ${describeFreeze(frozen)}`,
        `A deployment that runs now is not stopped. Thaw: \`bin/deploy unfreeze ${stage.name}\``,
      ],
      data: { stage: stage.name, freeze: frozen },
    };
  },
};

/** Deployments again. */
export const unfreeze: Command = {
  name: "unfreeze",
  summary: "take deployments to a stage again",
  args: "<stage>",
  options: [],
  async run(context, [stageName]): Promise<CommandResult> {
    const { openStage } = await import("../session");
    const { deleteFreeze, readFreeze } = await import("../aws/freeze");
    const { describeFreeze } = await import("../deployment/freeze");
    const { target, stage } = await openStage(context, stageName);
    const before = await readFreeze(target, stage).catch((error: unknown) => {
      // What cannot be read is what one wants to be rid of.
      if (error instanceof DeployError && error.code === "FROZEN") return null;
      throw error;
    });
    await deleteFreeze(target, stage);
    const was = before === null ? "was not frozen" : `was frozen ${describeFreeze(before)}`;
    return {
      exit: EXIT.done,
      lines: [`${stage.name} takes deployments; it ${was}.`],
      data: { stage: stage.name, freeze: null, was: before },
    };
  },
};
