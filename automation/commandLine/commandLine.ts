import { Argument, Command as Program, Option } from "commander";
import { DeployError } from "../../model/errors";
import type { Command, CommandOptions, GlobalOptions } from "../commands/command";

/** A command line that was understood. */
export interface Request {
  readonly command: Command;
  readonly args: readonly string[];
  readonly options: CommandOptions;
  readonly globals: GlobalOptions;
  /** Of `--profile`; null where it was not given. */
  readonly profile: string | null;
}

/**
 * The parser of the command line. `parseArguments` has to come before it, for what commander accepts silently.
 * @throws DeployError USAGE where LISTBACKUP_REHEARSAL has no value that it can have
 */
export function commandLine(
  version: string,
  commands: readonly Command[],
  act: (request: Request) => Promise<void>,
): Program {
  const program = new Program("bin/deploy")
    .description("Ships the ListBackup.ai backend through its stages: dev, staging, production, disaster-recovery.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    // Takes no part in parsing: `parseArguments` turns it into --help.
    .helpCommand("help [command]", "print the help of a command")
    .showSuggestionAfterError()
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: (command) => `${command.name()} ${argumentsOf(command)}`,
    })
    // What is wrong with the command line is told as every other error is.
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
  for (const command of commands) addCommand(program, command, rehearsal, act);
  program.addHelpText("after", "\nExamples:\n  bin/deploy check\n  bin/deploy preview dev\n  bin/deploy up dev\n");
  return program;
}

/** An empty AWS_PROFILE is none: that is how CI leaves out a variable. */
function profileOption(): Option {
  const option = new Option("--profile <name>", "AWS profile").default("listbackup.ai");
  return (process.env["AWS_PROFILE"] ?? "").trim() === "" ? option : option.env("AWS_PROFILE");
}

/** Any other value could mean either, and one of the two is AWS. */
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

/** A stage alone, or what else a command needs: the list of all commands has to fit 80 columns. */
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

/** @param rehearsal whether the environment asks for the local AWS */
function addCommand(
  program: Program,
  command: Command,
  rehearsal: boolean,
  act: (request: Request) => Promise<void>,
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
    const args = given.slice(0, -2).filter((arg): arg is string => typeof arg === "string");
    const profile =
      program.getOptionValueSource("profile") === "cli" ? String(program.getOptionValue("profile")) : null;
    await act({ command, args, options: sub.opts<CommandOptions>(), globals: globalsOf(program, rehearsal), profile });
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Flags have no defaults, so that no help prints them. */
function globalsOf(program: Program, rehearsal: boolean): GlobalOptions {
  const given = program.opts<Partial<GlobalOptions> & Pick<GlobalOptions, "profile">>();
  return { json: false, quiet: false, verbose: false, ...given, rehearsal: given.rehearsal ?? rehearsal };
}
