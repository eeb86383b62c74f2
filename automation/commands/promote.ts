import { DeployError } from "../../model/errors";
import { adoptOptions } from "../engine/adoption/adoption";
import type { Wanted } from "../deployment/request";
import { textOption, type Command, type CommandOptions, type CommandResult } from "./command";
import { ADOPT_OPTION, deploy, DEPLOYMENT_OPTIONS, deployRequest } from "./deploymentCommand";

/** Promotes a verified release from the stage before. */
export const promote: Command = {
  name: "promote",
  summary: "promote a verified release",
  description: "Promote a verified release from the stage before: the same artifacts, with this stage's settings.",
  args: "<stage>",
  options: [
    ["--from <stage>", "promote from this stage (default: the first one that the stage's file names)"],
    ["--release <id>", "promote this release (default: the live one)"],
    ["--same-as-build", "promote the verified release whose content equals a build of the working tree; for CI"],
    ADOPT_OPTION,
    ["--full", "have Pulumi preview even if nothing changed, or on an empty stage"],
    ...DEPLOYMENT_OPTIONS,
  ],
  examples: ["bin/deploy promote staging", "bin/deploy promote production --reason 'Sprint 12' --yes"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { planPromotion } = await import("../deployment/plans/promotion");
    const { parseStageName } = await import("../../model/stage/name");
    const stage = parseStageName(stageName ?? "");
    const request = { ...(await deployRequest(context, stage, options)), verify: true };
    const which = await wantedRelease(options);
    const named = textOption(options, "from");
    const { promotionSource } = await import("../deployment/promotionSource");
    const from = await promotionSource(
      context.wiring.root,
      request,
      named === undefined ? null : parseStageName(named),
    );
    return deploy(context, request, planPromotion(request, from, which), options, [
      "promote",
      ...(named === undefined ? [] : ["--from", named]),
      ...(which.kind === "id" ? ["--release", String(which.id)] : []),
      ...(which.kind === "same-as-build" ? ["--same-as-build"] : []),
      ...adoptOptions(request.adopt),
    ]);
  },
};

async function wantedRelease(options: CommandOptions): Promise<Wanted> {
  const release = textOption(options, "release");
  const sameAsBuild = options["sameAsBuild"] === true;
  if (release !== undefined && sameAsBuild)
    throw new DeployError("USAGE", "--release and --same-as-build name two releases.", "Give one of them.");
  if (sameAsBuild) return { kind: "same-as-build" };
  if (release === undefined) return { kind: "live" };
  const { parseReleaseId } = await import("../../model/release/id");
  return { kind: "id", id: parseReleaseId(release) };
}
