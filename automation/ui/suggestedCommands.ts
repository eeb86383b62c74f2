/** Parts of the command line that suggested commands repeat. */
export interface Invocation {
  /** Stage of the command line; null where the command has none. */
  readonly stage: string | null;
  readonly rehearsal: boolean;
  /** Value of `--profile`; null where it was not given: the environment or the default applies again. */
  readonly profile: string | null;
  /** The profile that this command uses, given or not: `aws` has another default. Null: readers have their own. */
  readonly awsProfile: string | null;
}

/** A command in a message, between backticks. */
const COMMAND = /`((?:bin\/deploy|aws) [^`\n]+)`/g;

/** Commands that do not call AWS, or start a local AWS. */
const WITHOUT_AWS = /^bin\/deploy (?:rehearse|check|build)\b|--help\b/;

/**
 * Completes every command that a message suggests, so that it can be pasted: the stage for `<stage>`, `--profile` and
 * `--rehearsal`. Messages contain only the command; all output passes through here.
 */
export function completeCommands(text: string, invocation: Invocation): string {
  return text.replace(COMMAND, (_whole, command: string) => `\`${completeCommand(command, invocation)}\``);
}

function completeCommand(command: string, invocation: Invocation): string {
  return command.startsWith("aws ") ? completeAwsCommand(command, invocation) : completeOwnCommand(command, invocation);
}

/** In a rehearsal there is no profile: its AWS has no users. */
function completeAwsCommand(command: string, { rehearsal, awsProfile }: Invocation): string {
  if (rehearsal || awsProfile === null) return command;
  const profile = shellQuote(awsProfile);
  const named = command.replaceAll("<profile>", profile);
  return named.includes(" --profile") ? named : `${named} --profile ${profile}`;
}

function completeOwnCommand(command: string, { stage, rehearsal, profile }: Invocation): string {
  const withStage = stage === null ? command : command.replaceAll("<stage>", stage);
  if (WITHOUT_AWS.test(withStage)) return withStage;
  return [
    withStage,
    ...(profile === null || withStage.includes(" --profile") ? [] : [`--profile ${shellQuote(profile)}`]),
    ...(rehearsal && !withStage.includes(" --rehearsal") ? ["--rehearsal"] : []),
  ].join(" ");
}

/** Quoted for a POSIX shell. */
export function shellQuote(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
