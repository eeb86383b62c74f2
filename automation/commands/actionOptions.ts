import { DeployError } from "../../model/errors";
import type { CommandOptions } from "./command";

/** An option that not all actions of a command have: its name in `options`, its flag, and its actions. */
export type ActionOption<Action extends string> = readonly [option: string, flag: string, actions: readonly Action[]];

/** @throws DeployError USAGE where an option belongs to another action */
export function requireActionOptions<Action extends string>(
  command: string,
  action: Action,
  table: readonly ActionOption<Action>[],
  options: CommandOptions,
): void {
  const wrong = table.find(
    ([option, , actions]) =>
      options[option] !== undefined && !isEmptyList(options[option]) && !actions.includes(action),
  );
  if (wrong !== undefined) throw optionOfAnotherAction(command, action, wrong);
}

export function optionOfAnotherAction<Action extends string>(
  command: string,
  action: Action,
  [, flag, actions]: ActionOption<Action>,
): DeployError {
  return new DeployError(
    "USAGE",
    `\`${command} ${action}\` takes no ${flag}.`,
    `Leave it out; it is an option of ${actions.map((one) => `\`${command} ${one}\``).join(", ")}.`,
  );
}

function isEmptyList(value: CommandOptions[string]): boolean {
  return Array.isArray(value) && value.length === 0;
}
