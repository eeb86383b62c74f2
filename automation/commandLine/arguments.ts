import type { Command as Program, Option } from "commander";
import { DeployError } from "../../model/errors";
import { STAGES } from "../../model/stage/name";
import { suggestedCommand } from "./suggestion";

/**
 * Refuses mistakes that commander accepts silently: an option as the value of another option, an empty value, control
 * characters, an option with one value given twice. `help <command>` and `--version` work at any position.
 * @returns the arguments for commander
 * @throws DeployError USAGE
 */
export function parseArguments(program: Program, argv: readonly string[]): readonly string[] {
  const positionals: string[] = [];
  /** Indexes of the positionals in `argv`. */
  const positions: number[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < argv.length; index += 1) {
    const arg = argv[index] ?? "";
    if (arg === "--") break;
    if (!arg.startsWith("-") || arg === "-") {
      positionals.push(requireNonEmpty(arg));
      positions.push(index);
      continue;
    }
    const [, flag = arg, inline] = /^(--[^=]+)=(.*)$/s.exec(arg) ?? [];
    const option = optionsOf(program, positionals).find(({ long }) => long === flag);
    if (option?.required === true) {
      const value = inline ?? argv[(index += 1)];
      // Where it is missing, commander reports that.
      if (value !== undefined) checkValue(option, value, inline !== undefined, seen);
    } else if (option !== undefined && inline !== undefined)
      throw usageError(`${flag} takes no value.`, `Write \`${flag}\`.`);
    else if (flag === "--version") return ["--version"];
  }
  return resolveHelp(program, positionals, withDefaultAction(program, positionals, positions, argv));
}

/** Rewrites `releases staging` to `releases list staging`. */
function withDefaultAction(
  program: Program,
  [name, first, second]: readonly string[],
  [at]: readonly number[],
  argv: readonly string[],
): readonly string[] {
  const action = program.commands.find((command) => command.name() === name)?.registeredArguments[0];
  const argChoices = action?.argChoices;
  const defaultValue: unknown = action?.defaultValue;
  if (argChoices === undefined || typeof defaultValue !== "string" || at === undefined || first === undefined)
    return argv;
  const isAction = argChoices.includes(first);
  // The first of several words is a misspelled action, unless it is a stage.
  const isStage = second === undefined || (STAGES as readonly string[]).includes(first);
  return isAction || !isStage ? argv : [...argv.slice(0, at + 1), defaultValue, ...argv.slice(at + 1)];
}

/** The options of the command that the positionals before name, and the global ones. */
function optionsOf(program: Program, [name]: readonly string[]): readonly Option[] {
  const command = program.commands.find((one) => one.name() === name);
  return [...(command?.options ?? []), ...program.options].filter(({ long }) => long !== "--version");
}

function checkValue(option: Option, value: string, isInline: boolean, seen: Set<string>): void {
  const name = option.long ?? option.flags;
  if (!isInline && value.startsWith("-") && value !== "-")
    throw usageError(
      `${name} needs a value, and "${value}" looks like an option. Nothing was done.`,
      `Give ${name} a value; one that begins with "-" is given as \`${name}=${value}\`.`,
    );
  requirePlainText(name, value);
  const parts = option.flags.endsWith(" <names>") ? value.split(",") : [value];
  if (parts.some((part) => part.trim() === ""))
    throw usageError(
      `The value of ${name} is empty${parts.length > 1 ? " in part" : ""}. Nothing was done.`,
      `Give ${name} a value, or leave it out. In CI, check the variable that it comes from.`,
    );
  if (option.parseArg === undefined && seen.has(name))
    throw usageError(`${name} is given twice, and takes one value. Nothing was done.`, "Give it once.");
  seen.add(name);
}

/** The names of all services of a backend have a few hundred characters. */
const MAX_VALUE_LENGTH = 4_096;

/** Without the tab, which many log lines have, and so `--filter` may have. */
const CONTROL_CHARACTERS = /(?!\t)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** @param name the option, for messages: `--reason` */
function requirePlainText(name: string, value: string): void {
  if (value.length > MAX_VALUE_LENGTH)
    throw usageError(
      `The value of ${name} has ${String(value.length)} characters; it may have ${String(MAX_VALUE_LENGTH)}. Nothing was done.`,
      "Shorten it.",
    );
  if (CONTROL_CHARACTERS.test(value))
    throw usageError(
      `The value of ${name} has line breaks or control characters. Nothing was done.`,
      "Give it in one line of plain text.",
    );
}

function requireNonEmpty(word: string): string {
  requirePlainText("an argument", word);
  if (word.trim() !== "") return word;
  throw usageError(
    "An argument is empty. Nothing was done.",
    "Give it a value, or leave it out. In CI, check the variable that it comes from.",
  );
}

/** Rewrites `help <command>` to `<command> --help`. @throws DeployError USAGE for an unknown command */
function resolveHelp(program: Program, positionals: readonly string[], argv: readonly string[]): readonly string[] {
  const isHelp = positionals[0] === "help";
  const named = isHelp ? positionals[1] : positionals[0];
  const names = program.commands.map((command) => command.name());
  if (named !== undefined && named !== "help" && !names.includes(named)) {
    const close = suggestedCommand(named, names);
    throw usageError(
      `Unknown command '${named}'.${close === null ? "" : ` Did you mean ${close}?`}`,
      "See all commands: `bin/deploy --help`.",
    );
  }
  if (!isHelp) return argv;
  return named === undefined || named === "help" ? ["--help"] : [named, "--help"];
}

function usageError(what: string, remedy: string): DeployError {
  return new DeployError("USAGE", what, remedy);
}
