import { EXIT } from "../../model/errors";
import type { Command } from "../../automation/commands/command";
import type { StoppedDocument, VariablesDocument } from "./document";

/** The whole pipeline on this machine. */
export const rehearse: Command = {
  name: "rehearse",
  summary: "run the whole pipeline on this machine",
  description: "Run the whole pipeline against a local AWS: deployments, promotions, a failing release and a rollback.",
  args: "",
  options: [
    ["--stages <names>", "only deploy these stages, in order"],
    ["--start", "start the local AWS, with its data, and deploy nothing"],
    ["--stop", "stop the local AWS and keep its data"],
    ["--reset", "stop the local AWS and delete its data first"],
    ["--env <stage>", "print variables for `pulumi`, to be evaluated by a shell"],
  ],
  async run(context, _args, options) {
    const { rehearseAction } = await import("./action");
    // Wrong names are rejected before the local AWS is stopped or reset.
    const action = rehearseAction(options);
    const { openRehearsal } = await import("../rehearsal");
    const rehearsal = openRehearsal(context.wiring.root);
    if (options["reset"] === true) await rehearsal.reset();
    switch (action.kind) {
      case "env": {
        const { pulumiEnvironment, shellLines } = await import("./pulumiEnvironment");
        const variables = await pulumiEnvironment(context, rehearsal, action.stage);
        if (!context.options.json) for (const line of shellLines(variables)) context.terminal.print(line);
        return { exit: EXIT.done, lines: [], data: { variables } satisfies VariablesDocument };
      }
      case "start": {
        const { startAlone } = await import("./startAlone");
        return startAlone(context, rehearsal);
      }
      case "stop": {
        const stopped = await rehearsal.stop();
        return {
          exit: EXIT.done,
          lines: [stopMessage(stopped, options["reset"] === true)],
          data: { stopped } satisfies StoppedDocument,
        };
      }
      case "run": {
        const { runScenarios } = await import("./pipeline");
        const { stageScenarios, PIPELINE } = await import("./scenarios");
        return runScenarios(
          context,
          rehearsal,
          action.stages.length === 0 ? PIPELINE : stageScenarios([...action.stages]),
        );
      }
    }
  },
};

function stopMessage(stopped: boolean, reset: boolean): string {
  if (reset) return "The local AWS is stopped; its data is deleted.";
  return stopped ? "The local AWS is stopped; its data is kept." : "No rehearsal was running.";
}
