import { DeployError, EXIT } from "../../model/errors";
import { timeForms } from "../../model/time";
import { textOption, type Command, type CommandResult } from "./command";
import type { FreezeDocument, UnfreezeDocument } from "../documents/readings";

/** Blocks deployments to a stage until a time. */
export const freeze: Command = {
  name: "freeze",
  summary: "block deployments to a stage until a time",
  args: "<stage>",
  options: [
    ["--until <time>", `${timeForms("future")}; 60 days at most`],
    ["--reason <text>", "why; printed to everyone whose deployment is refused"],
  ],
  examples: ["bin/deploy freeze production --until 3d --reason 'Black Friday'"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { freezeEnd } = await import("../../model/lock/freeze");
    const { parseReason } = await import("../../model/release/reason");
    const now = Math.floor(Date.now() / 1000);
    const reason = parseReason(textOption(options, "reason") ?? "");
    if (reason === "") throw new DeployError("USAGE", "A freeze needs a reason.", "Add --reason <text>.");
    const end = textOption(options, "until");
    if (end === undefined)
      throw new DeployError("USAGE", "A freeze needs an end.", "Add --until <time>, such as --until 8h.");
    const until = freezeEnd(end, now);
    const { openStage } = await import("../session");
    const { writeFreeze } = await import("../aws/buckets/freeze");
    const { describeFreeze } = await import("../lock/freeze");
    const { target, stage, caller } = await openStage(context, stageName);
    const { arn } = caller;
    const record = { schema: 1, until, reason, who: arn, at: now } as const;
    await writeFreeze(target, stage, record);
    return {
      exit: EXIT.done,
      lines: [
        `${stage.name} is frozen ${describeFreeze(record)}`,
        `A running deployment continues. End the freeze: \`bin/deploy unfreeze ${stage.name}\``,
      ],
      data: { stage: stage.name, freeze: record } satisfies FreezeDocument,
    };
  },
};

/** Allows deployments to a stage again. */
export const unfreeze: Command = {
  name: "unfreeze",
  summary: "allow deployments to a stage again",
  args: "<stage>",
  options: [],
  async run(context, [stageName]): Promise<CommandResult> {
    const { openStage } = await import("../session");
    const { deleteFreeze, readFreeze } = await import("../aws/buckets/freeze");
    const { describeFreeze } = await import("../lock/freeze");
    const { target, stage } = await openStage(context, stageName);
    const before = await readFreeze(target, stage).catch((error: unknown) => {
      // A freeze that cannot be read is removed too.
      if (error instanceof DeployError && error.code === "FROZEN") return null;
      throw error;
    });
    await deleteFreeze(target, stage);
    const was = before === null ? "was not frozen" : `was frozen ${describeFreeze(before)}`;
    return {
      exit: EXIT.done,
      lines: [`Deployments to ${stage.name} are allowed; it ${was}.`],
      data: { stage: stage.name, freeze: null, was: before } satisfies UnfreezeDocument,
    };
  },
};
