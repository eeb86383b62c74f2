import { DeployError } from "../../model/errors";
import { requireKnownNames } from "../../model/knownNames";
import type { Command, CommandOptions, CommandResult } from "./command";

const ACTIONS = ["list"] as const;
type Action = (typeof ACTIONS)[number];

/** Backs a stage up into another region, and brings it up there. */
export const dr: Command = {
  name: "dr",
  summary: "back up, list backup sets",
  description:
    "Disaster recovery. list shows the backup sets of a stage, or of all stages; it calls only the recovery region.",
  args: "<action> [stage]",
  actions: { all: ACTIONS, default: null },
  options: [],
  examples: ["bin/deploy dr list production"],
  async run(context, [actionName = "", stageName], options): Promise<CommandResult> {
    requireKnownNames("action", [actionName], ACTIONS);
    const action = actionName as Action;
    requireOptionsOf(action, options);
    switch (action) {
      case "list":
        return (await import("./dr/list")).list(context, stageName);
    }
  },
};

/** Actions of each option, by its name in `options`. */
const OPTION_ACTIONS: readonly (readonly [option: string, flag: string, actions: readonly Action[]])[] = [];

/** @throws DeployError USAGE where an option belongs to another action */
function requireOptionsOf(action: Action, options: CommandOptions): void {
  const wrong = OPTION_ACTIONS.find(
    ([option, , actions]) =>
      options[option] !== undefined && !isEmptyList(options[option]) && !actions.includes(action),
  );
  if (wrong === undefined) return;
  const [, flag, actions] = wrong;
  throw new DeployError(
    "USAGE",
    `\`dr ${action}\` takes no ${flag}.`,
    `Leave it out; it is an option of ${actions.map((one) => `\`dr ${one}\``).join(", ")}.`,
  );
}

function isEmptyList(value: CommandOptions[string]): boolean {
  return Array.isArray(value) && value.length === 0;
}
