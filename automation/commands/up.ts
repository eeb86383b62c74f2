import { DeployError } from "../../model/errors";
import { textOption, type Command, type CommandResult } from "./command";
import { adoptOptions } from "../engine/adoption/adoption";
import { ADOPT_OPTION, deploy, DEPLOYMENT_OPTIONS, deployRequest } from "./deploymentCommand";

/** Deploys to a stage. */
export const up: Command = {
  name: "up",
  summary: "deploy to a stage",
  args: "<stage>",
  options: [
    ["--service <names>", "only these services, built and deployed into the live release"],
    ["--release <id>", "deploy an earlier release of this stage instead of a build; data is unchanged"],
    ADOPT_OPTION,
    ["--verify", "verify the stage even when there is nothing to change"],
    ["--full", "have Pulumi preview even if nothing changed, or on an empty stage"],
    ...DEPLOYMENT_OPTIONS,
  ],
  examples: ["bin/deploy up dev", "bin/deploy up dev --service users,accounts --yes"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { planUp } = await import("../deployment/plans/up");
    const { parseStageName } = await import("../../model/stage/name");
    const { parseReleaseId } = await import("../../model/release/id");
    const stage = parseStageName(stageName ?? "");
    const request = await deployRequest(context, stage, options);
    const release = textOption(options, "release");
    if (release === undefined)
      return deploy(context, request, planUp(request), options, [
        "up",
        ...servicesOf(request.services),
        ...adoptOptions(request.adopt),
        ...(request.verify ? ["--verify"] : []),
        ...(request.full ? ["--full"] : []),
      ]);
    if (request.services.length > 0)
      throw new DeployError(
        "USAGE",
        "--release and --service exclude each other.",
        "To deploy some services of a release: `bin/deploy rollback <stage> --to <id> --service <names>`.",
      );
    const { planRollback } = await import("../deployment/plans/rollback");
    return deploy(context, request, planRollback(request, parseReleaseId(release)), options, [
      "up",
      "--release",
      release,
      ...adoptOptions(request.adopt),
    ]);
  },
};

function servicesOf(services: readonly string[]): readonly string[] {
  return services.length === 0 ? [] : ["--service", services.join(",")];
}
