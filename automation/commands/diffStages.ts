import { EXIT } from "../../model/errors";
import type { Command, CommandResult } from "./command";
import type { DiffStagesDocument } from "../documents/readings";

/** Compares the configuration files of stages; asks AWS nothing. */
export const diffStages: Command = {
  name: "diff-stages",
  summary: "compare the files of stages",
  description: "Compare the configuration files of two stages, or of all.",
  args: "[stage] [other]",
  options: [],
  examples: ["bin/deploy diff-stages staging production", "bin/deploy diff-stages"],
  async run(context, args): Promise<CommandResult> {
    const { readStage } = await import("../session");
    const { STAGES, parseStageName } = await import("../../model/stage/name");
    const { stageDifferences } = await import("../../model/stage/difference");
    const named = args.map(parseStageName);
    const [only] = named;
    // A single stage is compared with all others.
    const names = named.length > 1 ? named : only === undefined ? STAGES : [only, ...STAGES.filter((n) => n !== only)];
    const stages = await Promise.all(names.map((name) => readStage(context.wiring.root, name)));
    const differences = stageDifferences(stages);
    const { bold, dim } = context.terminal.colors;
    const width = Math.max(...names.map((name) => name.length));
    const lines = differences.flatMap(({ key, values }) => [
      bold(key),
      ...names.map((name) => `  ${dim(name.padEnd(width))}  ${values[name] ?? dim("not set")}`),
    ]);
    return {
      exit: EXIT.done,
      lines: [...lines, `${String(differences.length)} keys differ.`],
      data: { stages: names, differences } satisfies DiffStagesDocument,
    };
  },
};
