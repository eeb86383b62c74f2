import { EXIT } from "../../model/errors";
import { listOption, namesOption, type Command, type CommandResult } from "./command";

/** The deployment. */
export const up: Command = {
  name: "up",
  summary: "deploy to a stage",
  args: "<stage>",
  options: [
    ["--service <names>", "build only these services; the others as last built"],
    ["--yes", "do not ask"],
    ["--verify", "check the stage also when there is nothing to change"],
    ["--dry-run", "print the steps; run none"],
    ["--allow-replace <name>", "let this resource be replaced although it holds data", "repeat"],
    ["--allow-delete <name>", "let this resource be deleted although it holds data", "repeat"],
  ],
  examples: ["bin/deploy up dev", "bin/deploy up dev --service users,accounts --yes"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { openSession } = await import("../session");
    const { describeStep, planUp } = await import("../deployment/steps");
    const { parseStageName } = await import("../../model/stage/name");
    const stage = parseStageName(stageName ?? "");
    const services = namesOption(options, "service");
    const request = {
      stage,
      services,
      allow: { replace: listOption(options, "allowReplace"), delete: listOption(options, "allowDelete") },
      approved: options["yes"] === true,
      verify: options["verify"] === true,
    };
    const steps = planUp(request);
    if (options["dryRun"] === true) return { exit: EXIT.done, lines: steps.map(describeStep), data: { stage, steps } };
    const { runDeployment } = await import("../deployment/run");
    const { upSummary } = await import("../deployment/summary");
    const session = await openSession(context, stage);
    const again = `bin/deploy up ${stage}${context.options.rehearsal ? " --rehearsal" : ""}`;
    const result = await runDeployment({ context, session, request, again }, steps);
    if (result.kind === "failed") throw result.error;
    return { exit: EXIT.done, ...upSummary(result.kind, result.deployment, result.times) };
  },
};
