import type { Command as Program, Option } from "commander";
import { DeployError } from "../../model/errors";
import { STAGES } from "../../model/stage/name";
import { suggestedCommand } from "./suggestion";

/**
 * Refuses what commander accepts silently and nobody means: an option as the value of another one, a value that is empty,
 * an option with one value given twice. `help <command>` and `--version` work wherever they stand.
 * @returns the arguments for commander
 * @throws DeployError USAGE
 */
export function parseArguments(program: Program, argv: readonly string[]): readonly string[] {
  const words: string[] = [];
  /** Where the words are among the arguments. */
  const positions: number[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < argv.length; index += 1) {
    const arg = argv[index] ?? "";
    if (arg === "--") break;
    if (!arg.startsWith("-") || arg === "-") {
      words.push(nonEmpty(arg));
      positions.push(index);
      continue;
    }
    const [, flag = arg, inline] = /^(--[^=]+)=(.*)$/s.exec(arg) ?? [];
    const option = optionsOf(program, words).find(({ long }) => long === flag);
    if (option?.required === true) {
      const value = inline ?? argv[(index += 1)];
      // Without one, commander says so.
      if (value !== undefined) checkValue(option, value, inline !== undefined, seen);
    } else if (option !== undefined && inline !== undefined)
      throw usage(`${flag} takes no value.`, `Give \`${flag}\`.`);
    else if (flag === "--version") return ["--version"];
  }
  return withCommand(program, words, withDefaultAction(program, words, positions, argv));
}

/** `releases staging` is `releases list staging`. */
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
  // A word before another one is a misspelt action, unless it is a stage.
  const isStage = second === undefined || (STAGES as readonly string[]).includes(first);
  return isAction || !isStage ? argv : [...argv.slice(0, at + 1), defaultValue, ...argv.slice(at + 1)];
}

/** Options of the command that the words before name, and those of every command. */
function optionsOf(program: Program, words: readonly string[]): readonly Option[] {
  const command = program.commands.find((one) => one.name() === words[0]);
  return [...(command?.options ?? []), ...program.options].filter(({ long }) => long !== "--version");
}

function checkValue(option: Option, value: string, isInline: boolean, seen: Set<string>): void {
  const name = option.long ?? option.flags;
  if (!isInline && value.startsWith("-") && value !== "-")
    throw usage(
      `${name} needs a value, and "${value}" looks like an option. Nothing was done.`,
      `Give ${name} a value; one that begins with "-" is given as \`${name}=${value}\`.`,
    );
  plain(name, value);
  const parts = option.flags.endsWith(" <names>") ? value.split(",") : [value];
  if (parts.some((part) => part.trim() === ""))
    throw usage(
      `The value of ${name} is empty${parts.length > 1 ? " in part" : ""}. Nothing was done.`,
      `Give ${name} a value, or leave it out. In CI, check the variable that it comes from.`,
    );
  if (option.parseArg === undefined && seen.has(name))
    throw usage(`${name} is given twice, and takes one value. Nothing was done.`, "Give it once.");
  seen.add(name);
}

/** So long may a value be: all services of a backend are a few hundred characters. */
const MAX_VALUE_LENGTH = 4_096;

/** A tab is part of many log lines, so `--filter` may have one. */
const CONTROL_CHARACTERS = /(?!\t)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** @param name what the value is given for: `--reason` */
function plain(name: string, value: string): void {
  if (value.length > MAX_VALUE_LENGTH)
    throw usage(
      `The value of ${name} has ${String(value.length)} characters; it may have ${String(MAX_VALUE_LENGTH)}. Nothing was done.`,
      "Shorten it.",
    );
  if (CONTROL_CHARACTERS.test(value))
    throw usage(
      `The value of ${name} has line breaks or control characters. Nothing was done.`,
      "Give it in one line of plain text.",
    );
}

function nonEmpty(word: string): string {
  plain("an argument", word);
  if (word.trim() !== "") return word;
  throw usage(
    "An argument is empty. Nothing was done.",
    "Give it a value, or leave it out. In CI, check the variable that it comes from.",
  );
}

function withCommand(program: Program, words: readonly string[], argv: readonly string[]): readonly string[] {
  const isHelp = words[0] === "help";
  const named = isHelp ? words[1] : words[0];
  const names = program.commands.map((command) => command.name());
  if (named !== undefined && named !== "help" && !names.includes(named)) {
    const close = suggestedCommand(named, names);
    throw usage(
      `Unknown command '${named}'.${close === null ? "" : ` Did you mean ${close}?`}`,
      "See all commands: `bin/deploy --help`.",
    );
  }
  if (!isHelp) return argv;
  return named === undefined || named === "help" ? ["--help"] : [named, "--help"];
}

function usage(what: string, remedy: string): DeployError {
  return new DeployError("USAGE", what, remedy);
}
