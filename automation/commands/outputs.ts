import { EXIT } from "../../model/errors";
import { requireKnownNames } from "../../model/knownNames";
import { textOption, type Command, type CommandResult } from "./command";
import type { OutputsDocument } from "../documents/readings";

const FORMATS = ["text", "env", "json"] as const;

/** Shows the outputs of a stage. */
export const outputs: Command = {
  name: "outputs",
  summary: "show a stage's outputs",
  args: "<stage>",
  options: [["--format <format>", "text, env (`NAME='value'` lines for a shell, without secrets) or json"]],
  examples: ["bin/deploy outputs dev", 'eval "$(bin/deploy outputs dev --format env)"'],
  async run(context, [stageName], options): Promise<CommandResult> {
    const format = textOption(options, "format") ?? "text";
    requireKnownNames("format", [format], FORMATS);
    const { openStage } = await import("../session");
    const { readOutputs } = await import("../state/stageOutputs");
    const session = await openStage(context, stageName);
    const outputs = await readOutputs(context.wiring.root, session);
    const values = Object.entries(outputs).map(
      ([name, { value, secret }]) => [name, secret ? "[secret]" : value] as const,
    );
    const { environmentLines, outputLines } = await import("../ui/outputs");
    const data = { stage: session.stage.name, outputs: Object.fromEntries(values) } satisfies OutputsDocument;
    const lines =
      format === "env"
        ? environmentLines(
            Object.entries(outputs).flatMap(([name, { value, secret }]) => (secret ? [] : [[name, value]])),
          )
        : format === "json"
          ? [JSON.stringify({ version: 1, command: "outputs", exit: EXIT.done, ...data }, null, 2)]
          : values.flatMap(([name, value]) => outputLines(name, value));
    return { exit: EXIT.done, lines, data };
  },
};
