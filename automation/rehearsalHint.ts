import { DeployError, type ErrorCode } from "../model/errors";
import type { Context } from "./commands/command";

/** Errors of a command that was meant for the rehearsal, without the option. */
const CODES: ReadonlySet<ErrorCode> = new Set([
  "IDENTITY_UNKNOWN",
  "IDENTITY_MISMATCH",
  "NOT_BOOTSTRAPPED",
  "RELEASE_UNKNOWN",
  "PARAMETERS_MISSING",
  "PREFLIGHT",
  "AWS",
] satisfies readonly ErrorCode[]);

const HINT = "A rehearsal runs on this machine: to work on it, add --rehearsal.";

/** An error of a command that worked on AWS, with a hint where a rehearsal runs. */
export async function withRehearsalHint(error: unknown, context: Context): Promise<unknown> {
  if (!(error instanceof DeployError) || !CODES.has(error.code)) return error;
  const hint = await rehearsalHint(context).catch(() => null);
  if (hint === null) return error;
  const { code, what, remedy, cause, details } = error;
  return new DeployError(code, what, `${remedy} ${hint}`, { cause, details });
}

/** The hint for a command that reports problems instead of throwing them; null where it does not apply. */
export async function rehearsalHint({ options, wiring }: Context): Promise<string | null> {
  if (options.rehearsal) return null;
  const running = await (await wiring.rehearsal()).running();
  return running === null ? null : HINT;
}
