/** What the user gave that a command must be repeated with. */
export interface Invocation {
  /** Stage of the command line; null where the command has none. */
  readonly stage: string | null;
  readonly rehearsal: boolean;
  /** Of `--profile`; null where it was not given: the environment or the default decides, and will again. */
  readonly profile: string | null;
}

/** A command in a message, between backticks. */
const COMMAND = /`(bin\/deploy [^`\n]+)`/g;

/** These work on no AWS, or start one of their own. */
const WITHOUT_AWS = /^bin\/deploy (?:rehearse|check|build)\b|--help\b/;

/**
 * Completes every command that a message suggests, so that it can be pasted: the stage for `<stage>`, `--profile` and
 * `--rehearsal`. Messages name the command alone; whatever reaches a user passes here.
 */
export function completeCommands(text: string, invocation: Invocation): string {
  return text.replace(COMMAND, (_whole, command: string) => `\`${completed(command, invocation)}\``);
}

function completed(command: string, { stage, rehearsal, profile }: Invocation): string {
  const named = stage === null ? command : command.replaceAll("<stage>", stage);
  if (WITHOUT_AWS.test(named)) return named;
  return [
    named,
    ...(profile === null || named.includes(" --profile") ? [] : [`--profile ${quoted(profile)}`]),
    ...(rehearsal && !named.includes(" --rehearsal") ? ["--rehearsal"] : []),
  ].join(" ");
}

/** As a POSIX shell takes it. */
function quoted(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
