import { EXIT } from "../../model/errors";
import { type Command, type CommandResult } from "./command";

/** The whole pipeline on this machine. */
export const rehearse: Command = {
  name: "rehearse",
  summary: "the whole pipeline on this machine: a local AWS, and every stage named",
  args: "",
  options: [
    ["--stages <names>", "stages to bring up, in order (default: dev)"],
    ["--stop", "stop the local AWS; its data stay"],
    ["--reset", "stop it and wipe its data first"],
  ],
  async run(context, _args, options): Promise<CommandResult> {
    const rehearsal = await context.wiring.rehearsal();
    if (options["stop"] === true) {
      const stopped = await rehearsal.stop();
      return {
        exit: EXIT.done,
        lines: [stopped ? "The rehearsal is stopped; its data stay." : "No rehearsal was running."],
        data: { stopped },
      };
    }
    if (options["reset"] === true) await rehearsal.reset();
    const { namesOption } = await import("./command");
    const { rehearseStages } = await import("../deployment/rehearse");
    const stages = namesOption(options, "stages");
    return { exit: EXIT.done, ...(await rehearseStages(context, rehearsal, stages.length === 0 ? ["dev"] : stages)) };
  },
};
