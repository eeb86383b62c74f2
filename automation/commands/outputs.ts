import { EXIT } from "../../model/errors";
import { type Command, type CommandResult } from "./command";

/** Shows the outputs of a stage. */
export const outputs: Command = {
  name: "outputs",
  summary: "show a stage's outputs",
  args: "<stage>",
  options: [],
  async run(context, [stageName]): Promise<CommandResult> {
    const { openStage } = await import("../session");
    const { readStageState } = await import("../state/stageState");
    const { outputsInState } = await import("../engine/state/stateSummary");
    const session = await openStage(context, stageName);
    const outputs = outputsInState(await readStageState(context.wiring.root, session));
    const values = Object.entries(outputs).map(
      ([name, { value, secret }]) => [name, secret ? "[secret]" : value] as const,
    );
    if (values.length === 0) {
      const { noDeployment } = await import("../records/servingRelease");
      throw noDeployment(session.stage.name);
    }
    const { outputLines } = await import("../ui/outputs");
    const lines = values.flatMap(([name, value]) => outputLines(name, value));
    return { exit: EXIT.done, lines, data: { stage: session.stage.name, outputs: Object.fromEntries(values) } };
  },
};
