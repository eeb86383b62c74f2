import { DeployError, EXIT } from "../../model/errors";
import type { RefreshMode } from "../operations/refresh";
import type { Command, CommandOptions, CommandResult } from "./command";
import type { RefreshDocument } from "../documents/deployments";

/** Detects drift: changes that were made outside deployments. */
export const refresh: Command = {
  name: "refresh",
  summary: "detect drift",
  description:
    "Detect changes that were made outside deployments, and write them to the state, so that the next up reverts them.",
  args: "<stage>",
  options: [
    ["--check", "report only; exit code 7 if there is drift"],
    ["--accept", "also accept deleted resources: the next up creates them again"],
  ],
  examples: ["bin/deploy refresh staging --check", "bin/deploy refresh dev && bin/deploy up dev"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const mode = modeOf(options);
    const { openStage } = await import("../session");
    const { refreshStage } = await import("../operations/refresh");
    const { describeDrift } = await import("../ui/drift");
    const session = await openStage(context, stageName);
    const { arn } = session.caller;
    const { name } = session.stage;
    const { withLease } = await import("../lock/lease");
    const report =
      mode === "check"
        ? await refreshStage(context, session, mode)
        : await withLease(context, session, { command: `refresh ${name}`, who: arn }, (held) =>
            refreshStage(held, session, mode),
          );
    const next = `bin/deploy up ${name}`;
    const found = report.drifts.length > 0;
    return {
      exit: found && mode === "check" ? EXIT.differences : EXIT.done,
      lines: [
        ...describeDrift(report, context.terminal.colors),
        ...(found && mode !== "check" ? [`The changes are in the state now. Revert them in AWS: \`${next}\``] : []),
      ],
      data: { stage: name, mode, checked: report.checked, drift: report.drifts } satisfies RefreshDocument,
    };
  },
};

function modeOf(options: CommandOptions): RefreshMode {
  const [check, accept] = [options["check"] === true, options["accept"] === true];
  if (check && accept) {
    throw new DeployError(
      "USAGE",
      "--check changes nothing, and --accept writes the state.",
      "Give one of them, or none.",
    );
  }
  return check ? "check" : accept ? "take-all" : "take-changes";
}
