import { EXIT } from "../../model/errors";
import { namesOption, type Command, type CommandResult } from "../../automation/commands/command";

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
  ],
  async run(context, _args, options): Promise<CommandResult> {
    const { parseStageName } = await import("../../model/stage/name");
    // Wrong names are rejected before the local AWS is stopped or reset.
    const stages = namesOption(options, "stages").map(parseStageName);
    const { openRehearsal } = await import("../rehearsal");
    const rehearsal = openRehearsal(context.wiring.root);
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
