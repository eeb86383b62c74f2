import { DeployError } from "../../model/errors";
import { parseStageName, type StageName } from "../../model/stage/name";
import { namesOption, textOption, type CommandOptions } from "../../automation/commands/command";

/** What `rehearse` does. */
export type RehearseAction =
  | { readonly kind: "run"; readonly stages: readonly StageName[] }
  | { readonly kind: "start" }
  | { readonly kind: "stop" }
  | { readonly kind: "env"; readonly stage: string };

/** @throws DeployError USAGE where options exclude each other; STAGE_UNKNOWN */
export function rehearseAction(options: CommandOptions): RehearseAction {
  const stages = namesOption(options, "stages").map(parseStageName);
  const stage = textOption(options, "env");
  const chosen: readonly (readonly [flag: string, action: RehearseAction])[] = [
    ...(stages.length === 0 ? [] : [["--stages", { kind: "run", stages }] as const]),
    ...(options["start"] === true ? [["--start", { kind: "start" }] as const] : []),
    ...(options["stop"] === true ? [["--stop", { kind: "stop" }] as const] : []),
    ...(stage === undefined ? [] : [["--env", { kind: "env", stage }] as const]),
  ];
  const [first, second] = chosen;
  if (first !== undefined && second !== undefined) throw conflict(first[0], second[0]);
  if (first?.[1].kind === "env" && options["reset"] === true) throw conflict("--env", "--reset");
  return first?.[1] ?? { kind: "run", stages: [] };
}

function conflict(one: string, other: string): DeployError {
  return new DeployError(
    "USAGE",
    `${one} and ${other} cannot be used together. Nothing was done.`,
    `Give one of them: \`bin/deploy rehearse ${one === "--stages" || one === "--env" ? `${one} dev` : one}\`.`,
  );
}
