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
    const { stageStatus } = await import("../deployment/status");
    const { statusLines } = await import("../ui/status");
    const names = stageName === undefined ? STAGES : [parseStageName(stageName)];
    const { killEngine } = await import("../engine/kill");
    const statuses = await Promise.all(names.map((name) => stageStatus(context, name))).finally(() => {
      // What still looks at a stage that nobody waits for any more.
      killEngine();
    });
    if (statuses.some(({ kind }) => kind === "unreachable")) {
      const { rehearsalHint } = await import("../rehearsalHint");
      const hint = await rehearsalHint(context);
      if (hint !== null) context.terminal.warn(hint);
    }
    return {
      exit: EXIT.done,
      lines: statusLines(statuses, Math.floor(Date.now() / 1000), context.terminal.colors),
      data: { stages: statuses },
    };
  },
};
