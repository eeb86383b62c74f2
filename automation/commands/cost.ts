import { DeployError, EXIT } from "../../model/errors";
import { parseTime, timeForms } from "../../model/time";
import { textOption, type Command, type CommandResult } from "./command";
import type { CostDocument } from "../documents/readings";

const DEFAULT_SINCE = "7d";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** CloudWatch keeps values of five minutes for 63 days. */
const MAX_DAYS = 60;

/** Estimates what a stage costs a month from its measured use, and advises on memory and capacity. */
export const cost: Command = {
  name: "cost",
  summary: "estimate a stage's cost from its use",
  description:
    "Estimate what a stage costs a month from its measured use, with advice on the memory of functions, their architecture, and " +
    "the capacity of tables. Reads metrics and the reports of Lambda in the logs; AWS charges half a cent per GB of logs.",
  args: "<stage>",
  options: [["--since <time>", `${timeForms("past")} (default: ${DEFAULT_SINCE})`]],
  examples: ["bin/deploy cost production", "bin/deploy cost production --since 30d --json"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const now = Date.now();
    const window = windowOf(textOption(options, "since") ?? DEFAULT_SINCE, now);
    const { openStage } = await import("../session");
    const session = await openStage(context, stageName);
    const { stage, target } = session;
    const { readStageState } = await import("../state/stageState");
    const state = await readStageState(context.wiring.root, session);
    if (state === null) throw (await import("../records/servingRelease")).noDeployment(stage.name);
    const { deployedResources } = await import("../cost/deployedResources");
    const { measureUse } = await import("../cost/measuredUse");
    const { stageCost } = await import("../../model/cost/stageCost");
    const { stageCostLines } = await import("../ui/stageCost");
    const { functionPrefix } = await import("../../model/names");
    const resources = deployedResources(state);
    const use = await measureUse(target, resources, window, context.signal);
    const result = stageCost(resources, use, stage.data.capacity.kind, window);
    return {
      exit: EXIT.done,
      lines: stageCostLines(stage.name, result, {
        days: (window.to - window.from) / DAY_MS,
        prefix: functionPrefix(stage),
        isRehearsal: stage.rehearsal !== undefined,
      }),
      data: {
        stage: stage.name,
        from: new Date(window.from).toISOString(),
        to: new Date(window.to).toISOString(),
        ...result,
        queriedBytes: use.queriedBytes,
      } satisfies CostDocument,
    };
  },
};

/** @throws DeployError USAGE */
function windowOf(since: string, now: number): { readonly from: number; readonly to: number } {
  const from = parseTime(since, { option: "--since", direction: "past", now });
  const hours = (now - from) / HOUR_MS;
  if (hours >= 1 && hours <= MAX_DAYS * 24) return { from, to: now };
  throw new DeployError(
    "USAGE",
    `--since: "${since}" is ${hours < 1 ? "less than an hour ago" : `more than ${String(MAX_DAYS)} days ago`}. Nothing was read.`,
    "Use a period whose use is typical: `--since 7d`.",
  );
}
