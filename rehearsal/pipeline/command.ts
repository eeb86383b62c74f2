import { EXIT } from "../../model/errors";
import { namesOption, textOption, type Command, type CommandResult } from "../../automation/commands/command";

/** The whole pipeline on this machine. */
export const rehearse: Command = {
  name: "rehearse",
  summary: "run the whole pipeline on this machine",
  description: "Run the whole pipeline against a local AWS: deployments, promotions, a failing release and a rollback.",
  args: "",
  options: [
    ["--stages <names>", "only deploy these stages, in order"],
    ["--stop", "stop the local AWS and keep its data"],
    ["--reset", "stop the local AWS and delete its data first"],
    ["--env <stage>", "print variables for `pulumi`, to be evaluated by a shell"],
  ],
  async run(context, _args, options): Promise<CommandResult> {
    const { parseStageName } = await import("../../model/stage/name");
    // Wrong names are rejected before the local AWS is stopped or reset.
    const stages = namesOption(options, "stages").map(parseStageName);
    const { openRehearsal } = await import("../rehearsal");
    const rehearsal = openRehearsal(context.wiring.root);
    const stage = textOption(options, "env");
    if (stage !== undefined) {
      const { pulumiEnvironment, shellLines } = await import("./pulumiEnvironment");
      const variables = await pulumiEnvironment(context, rehearsal, stage);
      if (!context.options.json) for (const line of shellLines(variables)) context.terminal.print(line);
      return { exit: EXIT.done, lines: [], data: { variables } };
    }
    if (options["stop"] === true) {
      const stopped = await rehearsal.stop();
      return {
        exit: EXIT.done,
        lines: [stopped ? "The local AWS is stopped; its data is kept." : "No rehearsal was running."],
        data: { stopped },
      };
    }
    if (options["reset"] === true) await rehearsal.reset();
    const { runScenarios } = await import("../../rehearsal/pipeline/pipeline");
    const { stageScenarios, PIPELINE } = await import("../../rehearsal/pipeline/scenarios");
    return runScenarios(context, rehearsal, stages.length === 0 ? PIPELINE : stageScenarios(stages));
  },
};
