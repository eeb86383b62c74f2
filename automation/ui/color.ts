export interface ColorRequest {
  /** False with --no-color. */
  readonly wanted: boolean;
  readonly json: boolean;
  readonly environment: NodeJS.ProcessEnv;
  /** `isTTY` of stdout and stderr; Node has undefined for a stream that is not a terminal. */
  readonly terminals: readonly (boolean | undefined)[];
}

/**
 * Whether to print colors: on terminals, and elsewhere only with FORCE_COLOR. `CI=true` changes nothing.
 * https://no-color.org, https://force-color.org
 */
export function usesColor({ wanted, json, environment, terminals }: ColorRequest): boolean {
  const { NO_COLOR = "", FORCE_COLOR = "", TERM } = environment;
  if (!wanted || json || NO_COLOR !== "") return false;
  if (FORCE_COLOR !== "") return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return TERM !== "dumb" && terminals.every((isTerminal) => isTerminal === true);
}
