import { EXIT } from "../../model/errors";
import { type Command, type CommandResult } from "./command";

/** Every stage at a glance. */
export const status: Command = {
  name: "status",
  summary: "every stage at a glance, or one of them",
  args: "[stage]",
  options: [],
  async run(context, [stageName]): Promise<CommandResult> {
    const { STAGES, parseStageName } = await import("../../model/stage/name");
    const { stageStatus, statusTable } = await import("../deployment/status");
    const names = stageName === undefined ? STAGES : [parseStageName(stageName)];
    const statuses = await Promise.all(names.map((name) => stageStatus(context, name)));
    return { exit: EXIT.done, lines: statusTable(statuses, context.terminal.colors), data: { stages: statuses } };
  },
};
