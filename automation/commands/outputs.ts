import { DeployError, EXIT } from "../../model/errors";
import { type Command, type CommandResult } from "./command";

/** What the stage exports. */
export const outputs: Command = {
  name: "outputs",
  summary: "a stage's outputs",
  args: "<stage>",
  options: [],
  async run(context, [stageName]): Promise<CommandResult> {
    const { openSession } = await import("../session");
    const { requireAccount } = await import("../aws/identity");
    const { openStageEngine } = await import("../engine/stageEngine");
    const session = await openSession(context, stageName);
    await requireAccount(session.target);
    const engine = await openStageEngine(context, session, "read");
    try {
      const values = Object.entries(await engine.outputs()).map(
        ([name, { value, secret }]) => [name, secret ? "[secret]" : value] as const,
      );
      if (values.length === 0) {
        throw new DeployError(
          "USAGE",
          `${session.stage.name} has no outputs: nothing is deployed.`,
          `Deploy it: \`bin/deploy up ${session.stage.name}\`.`,
        );
      }
      const lines = values.map(
        ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
      );
      return { exit: EXIT.done, lines, data: { stage: session.stage.name, outputs: Object.fromEntries(values) } };
    } finally {
      await engine.close();
    }
  },
};
