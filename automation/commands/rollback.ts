import { parseTime, timeForms } from "../../model/time";
import { textOption, type Command, type CommandResult } from "./command";
import { deploy, DEPLOYMENT_OPTIONS, deployRequest } from "./deploymentCommand";

/** Rolls a stage back to an earlier release. */
export const rollback: Command = {
  name: "rollback",
  summary: "roll back to an earlier release",
  description: "Roll back to an earlier release: its code, routes, permissions and settings. Data is unchanged.",
  args: "<stage>",
  options: [
    ["--list", "list the releases to roll back to"],
    [
      "--to <time>",
      `roll back to this release, or to the one that was live then: ${timeForms("past")} (default: the last good one)`,
    ],
    ["--service <names>", "only these services"],
    ["--fast", "shift traffic first: the old versions answer within seconds, the rest follows"],
    ...DEPLOYMENT_OPTIONS.filter(([flags]) => flags !== "--no-rollback"),
  ],
  examples: ["bin/deploy rollback production", "bin/deploy rollback production --to 1704067200 --yes"],
  async run(context, [stageName], options): Promise<CommandResult> {
    if (options["list"] === true) {
      const { releases } = await import("./releases");
      return releases.run(context, ["list", ...(stageName === undefined ? [] : [stageName])], {});
    }
    const { planRollback } = await import("../deployment/plans/rollback");
    const { parseStageName } = await import("../../model/stage/name");
    const stage = parseStageName(stageName ?? "");
    const named = textOption(options, "to");
    const to =
      named === undefined
        ? null
        : Math.floor(parseTime(named, { option: "--to", direction: "past", now: Date.now() }) / 1_000);
    const request = { ...(await deployRequest(context, stage, options)), verify: true };
    const { services } = request;
    const fast = options["fast"] === true;
    const steps = planRollback(request, to, fast ? "traffic first" : "look first");
    return deploy(context, request, steps, options, [
      "rollback",
      ...(fast ? ["--fast"] : []),
      ...(to === null ? [] : ["--to", String(to)]),
      ...(services.length === 0 ? [] : ["--service", services.join(",")]),
    ]);
  },
};
