import { EXIT } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import type { StageStatus } from "../status/stageStatus";
import { type Command, type CommandResult } from "./command";
import type { StatusDocument } from "../documents/readings";

/** Shows the state of one stage or all. */
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
        // Shows the stages that have answered while it waits for the others.
        const waiting = names.filter((other) => !known.has(other));
        if (waiting.length > 0 && terminal.live)
          terminal.draw([
            ...statusLines([...known.values()], now, terminal.colors),
            `Waiting for ${waiting.join(", ")}`,
          ]);
        return found;
      }),
    ).finally(() => {
      // Ends requests for stages that exceeded the deadline.
      killEngine();
    });
    // The result replaces the block.
    terminal.draw([]);
    if (statuses.some(({ kind }) => kind === "unreachable")) {
      const { rehearsalHint } = await import("../rehearsalHint");
      const hint = await rehearsalHint(context);
      if (hint !== null) terminal.warn(hint);
    }
    return {
      // A script must not take "unreachable" for success.
      exit: statuses.every(({ kind }) => kind === "unreachable") ? EXIT.failed : EXIT.done,
      // Made only where they are printed.
      get lines() {
        return statusLines(statuses, now, terminal.colors);
      },
      data: { stages: statuses } satisfies StatusDocument,
    };
  },
};
