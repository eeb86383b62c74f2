import { DEFAULT_PROFILE, resolveProfile } from "../aws/profile";
import { Argument, Command as Program, Option } from "commander";
import { DeployError } from "../../model/errors";
import type { Command, CommandOptions, GlobalOptions } from "../commands/command";

/** A parsed command line. */
export interface Request {
  readonly command: Command;
  readonly args: readonly string[];
  readonly options: CommandOptions;
  readonly globals: GlobalOptions;
  /** Value of `--profile`; null where the option was not given. */
  readonly profile: string | null;
}

/**
 * The parser of the command line. Call `parseArguments` first: it refuses mistakes that commander accepts silently.
 * @throws DeployError USAGE for an invalid LISTBACKUP_REHEARSAL
 */
export function commandLine(
  version: string,
  commands: readonly Command[],
  execute: (request: Request) => Promise<void>,
): Program {
  const program = new Program("bin/deploy")
    .description("Deploys the ListBackup.ai backend to its stages: dev, staging, production, disaster-recovery.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    // For the help text only: `parseArguments` rewrites it to --help.
    .helpCommand("help [command]", "print the help of a command")
    .showSuggestionAfterError()
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: (command) => `${command.name()} ${argumentsOf(command)}`,
    })
    // main.ts prints usage errors, as it prints all others.
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  program
    .addOption(profileOption())
    .option("--rehearsal", "use the local AWS (or LISTBACKUP_REHEARSAL=1)")
    .option("--json", "print one JSON document and nothing else")
    .option("--no-color", "print without colors")
    .option("--quiet", "print results only")
    .option("--verbose", "print every detail");
  const rehearsal = isRehearsal();
  for (const command of commands) addCommand(program, command, rehearsal, execute);
  program.addHelpText("after", "\nExamples:\n  bin/deploy check\n  bin/deploy preview dev\n  bin/deploy up dev\n");
  return program;
}

/** The default gives way to credentials of the environment: see `resolveProfile`. An empty AWS_PROFILE counts as unset: CI sets a variable that it does not have to an empty value. */
function profileOption(): Option {
  const option = new Option("--profile <name>", "AWS profile").default(DEFAULT_PROFILE);
  return (process.env["AWS_PROFILE"] ?? "").trim() === "" ? option : option.env("AWS_PROFILE");
}

/** Other values are ambiguous, and would aim at AWS where the local AWS was meant. */
function isRehearsal(): boolean {
  const value = process.env["LISTBACKUP_REHEARSAL"] ?? "";
  if (value === "" || value === "0") return false;
  if (value === "1") return true;
  throw new DeployError(
    "USAGE",
    `LISTBACKUP_REHEARSAL is "${value}". Nothing was done.`,
    "Set it to 1 to work on the local AWS, or to 0, or unset it.",
  );
}

/** Only the first argument and the required ones: the list of all commands has to fit 80 columns. */
function argumentsOf({ registeredArguments }: Program): string {
  const isShown = ({ required, argChoices }: Argument, index: number): boolean =>
    (required && argChoices === undefined) || index === 0;
  return registeredArguments
    .filter(isShown)
    .map((one) => (isRequired(one) ? `<${one.name()}>` : `[${one.name()}]`))
    .join(" ");
}

function isRequired({ required, defaultValue }: Argument): boolean {
  return required && defaultValue === undefined;
}

/** @param rehearsal default of `--rehearsal`, from the environment */
function addCommand(
  program: Program,
  command: Command,
  rehearsal: boolean,
  execute: (request: Request) => Promise<void>,
): void {
  const { actions, summary, description = sentence(summary) } = command;
  const sub = program
    .command(command.name)
    .summary(summary)
    .description(description)
    .helpOption("-h, --help", "print this help")
    .exitOverride();
  for (const text of command.args.split(" ").filter((one) => one !== "")) {
    const argument = new Argument(text);
    sub.addArgument(argument);
    if (argument.name() === "action" && actions !== undefined) {
      argument.argChoices = [...actions.all];
      // Commander refuses a default of a required argument. It only documents what `parseArguments` adds.
      argument.defaultValue = actions.default ?? undefined;
    }
  }
  if (actions !== undefined && actions.default !== null)
    sub.usage(`[options] ${command.args.replace("<action>", "[action]")}`);
  for (const [flags, description, kind] of command.options) {
    const option = new Option(flags, description);
    if (kind === "repeat")
      option.argParser((value: string, all: readonly string[] | undefined) => [...(all ?? []), value]);
    else if (flags.endsWith(" <names>"))
      option.argParser((value: string, before: string | undefined) =>
        before === undefined ? value : `${before},${value}`,
      );
    sub.addOption(option);
  }
  if (command.examples !== undefined)
    sub.addHelpText("after", `\nExamples:\n${command.examples.map((line) => `  ${line}`).join("\n")}\n`);
  sub.action(async (...given: unknown[]) => {
    const args = given
      .slice(0, -2)
      .flat()
      .filter((arg): arg is string => typeof arg === "string");
    const source = program.getOptionValueSource("profile");
    const named = source === "default" ? null : String(program.getOptionValue("profile"));
    const profile = source === "cli" ? named : null;
    await execute({
      command,
      args,
      options: sub.opts<CommandOptions>(),
      globals: { ...globalsOf(program, rehearsal), profile: await resolveProfile(named) },
      profile,
    });
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The flags have no defaults of commander's, which the help would print. */
function globalsOf(program: Program, rehearsal: boolean): Omit<GlobalOptions, "profile"> {
  const given = program.opts<Partial<Omit<GlobalOptions, "profile">>>();
  return { json: false, quiet: false, verbose: false, ...given, rehearsal: given.rehearsal ?? rehearsal };
}
