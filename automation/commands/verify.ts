import { DeployError } from "../../model/errors";
import { parseTime, timeForms } from "../../model/time";
import type { CheckGroup } from "../../model/catalog/schema/checks";
import { requireKnownNames } from "../../model/knownNames";
import type { EgressReport } from "../wiring";
import {
  namesOption,
  textOption,
  type Command,
  type CommandOptions,
  type CommandResult,
  type Context,
} from "./command";
import type { VerifyDocument } from "../documents/deployments";

/** Runs the checks of a stage. */
export const verify: Command = {
  name: "verify",
  summary: "verify a stage",
  description:
    "Run the checks of catalog/checks.yaml: health, login flow, API operations, end to end, routes, metrics, logs and traces.",
  args: "<stage>",
  options: [
    ["--group <names>", "only these groups of checks, such as health,login"],
    [
      "--since <time>",
      `start of the metrics, logs and traces to check: ${timeForms("past")}; a number is minutes (default: when the release was deployed, at most an hour ago)`,
    ],
  ],
  examples: ["bin/deploy verify dev", "bin/deploy verify production --group health,metrics --since 30m"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const groups = await groupsOption(options);
    const since = sinceOption(options);
    const { openStage } = await import("../session");
    const session = await openStage(context, stageName);
    const { verifyLive } = await import("../verification/verifyLive");
    const { verifyResult } = await import("../verification/verifyResult");
    const run = await verifyLive(context, session, groups, since);
    const egress = context.options.rehearsal ? await printRefusedCalls(context) : undefined;
    const verified = verifyResult(run);
    return egress === undefined
      ? verified
      : { ...verified, data: { ...verified.data, egress } satisfies Pick<VerifyDocument, "egress"> };
  },
};

/** Printed for every verdict: a refused call is often why a check fails. */
async function printRefusedCalls(context: Context): Promise<EgressReport | null> {
  const { refusedCalls } = await import("../verification/refusedCalls");
  const { report, lines } = await refusedCalls(await context.wiring.rehearsal());
  for (const line of lines) context.terminal.note(line);
  return report;
}

async function groupsOption(options: CommandOptions): Promise<readonly CheckGroup[]> {
  const { CHECK_GROUPS } = await import("../../model/catalog/schema/checks");
  const groups = namesOption(options, "group");
  const isGroup = (name: string): name is CheckGroup => (CHECK_GROUPS as readonly string[]).includes(name);
  requireKnownNames("group of checks", groups, CHECK_GROUPS);
  return groups.filter(isGroup);
}

/** CloudWatch and X-Ray are queried for at most a week. ms */
const MAX_SINCE_MS = 7 * 24 * 60 * 60_000;

/** Unix ms; null: since the release was deployed, at most an hour ago. @throws DeployError USAGE */
function sinceOption(options: CommandOptions): number | null {
  const text = textOption(options, "since");
  if (text === undefined) return null;
  const now = Date.now();
  // A plain number is minutes, for scripts of earlier versions.
  const time = parseTime(/^\d{1,5}$/.test(text) ? `${text}m` : text, { option: "--since", direction: "past", now });
  if (time >= now - MAX_SINCE_MS) return time;
  throw new DeployError("USAGE", `--since: "${text}" is more than a week ago.`, "For example --since 30m.");
}
