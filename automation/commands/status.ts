import { EXIT } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import type { StageStatus } from "../status/stageStatus";
import { type Command, type CommandResult } from "./command";

/** Every stage at a glance. */
export const status: Command = {
  name: "status",
  summary: "show the state of the stages",
  args: "[stage]",
  options: [],
  async run(context, [stageName]): Promise<CommandResult> {
    const { STAGES, parseStageName } = await import("../../model/stage/name");
    const { readStageStatus } = await import("../status/readStageStatus");
    const { statusLines } = await import("../ui/status");
    const names = stageName === undefined ? STAGES : [parseStageName(stageName)];
    const { killEngine } = await import("../engine/run/engineProcess");
    const { terminal } = context;
    const now = Math.floor(Date.now() / 1000);
    const known = new Map<StageName, StageStatus>();
    const statuses = await Promise.all(
      names.map(async (name) => {
        const found = await readStageStatus(context, name);
        known.set(name, found);
        // What is known is shown while others are waited for.
        const waiting = names.filter((other) => !known.has(other));
        if (waiting.length > 0)
          terminal.draw([
            ...statusLines([...known.values()], now, terminal.colors),
            `Waiting for ${waiting.join(", ")}`,
          ]);
        return found;
      }),
    ).finally(() => {
      // What still looks at a stage that nobody waits for any more.
      killEngine();
    });
    // The result takes its place.
    terminal.draw([]);
    if (statuses.some(({ kind }) => kind === "unreachable")) {
      const { rehearsalHint } = await import("../rehearsalHint");
      const hint = await rehearsalHint(context);
      if (hint !== null) terminal.warn(hint);
    }
    return {
      // A script that asks must not take silence for an answer.
      exit: statuses.every(({ kind }) => kind === "unreachable") ? EXIT.failed : EXIT.done,
      lines: statusLines(statuses, now, terminal.colors),
      data: { stages: statuses },
    };
  },
};
