import { STAGES } from "../../model/stage/name";
import type { Command } from "../commands/command";

/** What may stand at the cursor. */
export type Candidates =
  | { readonly kind: "words"; readonly words: readonly string[] }
  /** Names of services, separated by commas, after those that are there already. */
  | { readonly kind: "services" }
  /** Ids of the releases of a stage. */
  | { readonly kind: "releases"; readonly stage: string }
  /** The shell's own files. */
  | { readonly kind: "files" };

const GLOBAL_OPTIONS = ["--profile", "--rehearsal", "--json", "--no-color", "--quiet", "--verbose", "--help"];
const NONE: Candidates = { kind: "words", words: [] };

/** A command line in which every option is a word of its own. */
export interface SplitLine {
  readonly words: readonly string[];
  /** What a candidate begins with: `--service=` where the shell replaces the whole word. */
  readonly prefix: string;
}

/**
 * Splits `--service=users`, which is one word in zsh and fish, and three in bash.
 * @param words after `bin/deploy`, up to the cursor
 */
export function splitLine(words: readonly string[]): SplitLine {
  const [, prefix = ""] = /^(--[\w-]+=)/.exec(words.at(-1) ?? "") ?? [];
  const split = words.flatMap((word, index) => {
    if (word === "=" && words[index - 1]?.startsWith("--") === true) return index === words.length - 1 ? [""] : [];
    const [, flag, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
    return flag === undefined || value === undefined ? [word] : [flag, value];
  });
  return { words: split, prefix };
}

/**
 * What may follow the words of a command line.
 * @param words after `bin/deploy`, up to the cursor; the last one is being typed, and may be empty
 */
export function candidates(commands: readonly Command[], words: readonly string[]): Candidates {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? "";
  const [name, ...args] = before.filter((word, index) => !word.startsWith("-") && !isValue(commands, before, index));
  const command = commands.find((one) => one.name === name);
  if (name === undefined) return wordsOf(typed.startsWith("-") ? [...GLOBAL_OPTIONS, "--version"] : names(commands));
  if (command === undefined) return name === "help" ? wordsOf(names(commands)) : NONE;
  const option = optionOf(command, before.at(-1) ?? "");
  if (option !== undefined && /<.+>/.test(option)) return valuesOf(option, args);
  if (typed.startsWith("-")) return wordsOf([...command.options.map(([flags]) => flagOf(flags)), ...GLOBAL_OPTIONS]);
  return argumentsOf(command, args);
}

function names(commands: readonly Command[]): readonly string[] {
  return commands.map(({ name }) => name);
}

function wordsOf(words: readonly string[]): Candidates {
  return { kind: "words", words };
}

/** Whether the word is the value of the option before it. */
function isValue(commands: readonly Command[], words: readonly string[], index: number): boolean {
  const flag = words[index - 1];
  if (flag === undefined || !flag.startsWith("--")) return false;
  if (flag === "--profile") return true;
  return commands.some((command) => /<.+>/.test(optionOf(command, flag) ?? ""));
}

/** `--to <time>` */
function optionOf({ options }: Command, flag: string): string | undefined {
  return options.map(([flags]) => flags).find((flags) => flagOf(flags) === flag);
}

function flagOf(flags: string): string {
  return flags.split(" ")[0] ?? "";
}

function releasesOf(args: readonly string[]): Candidates {
  const stage = args.find((arg) => (STAGES as readonly string[]).includes(arg));
  return stage === undefined ? NONE : { kind: "releases", stage };
}

function valuesOf(option: string, args: readonly string[]): Candidates {
  switch (flagOf(option)) {
    case "--service":
      return { kind: "services" };
    case "--release":
    case "--to":
      return releasesOf(args);
    case "--from":
    case "--stages":
      return wordsOf(STAGES);
    case "--output":
    case "--from-file":
      return { kind: "files" };
    default:
      return NONE;
  }
}

/** Actions, then stages; other arguments are names that only the user knows. */
function argumentsOf({ args, actions }: Command, given: readonly string[]): Candidates {
  const declared = args.split(" ").filter((one) => one !== "");
  const hasAction = actions !== undefined && given[0] !== undefined && actions.all.includes(given[0]);
  const position = actions !== undefined && !hasAction && given.length > 0 ? given.length + 1 : given.length;
  const expected = declared[position];
  if (expected === "<action>")
    return wordsOf([...(actions?.all ?? []), ...((actions?.default ?? null) === null ? [] : STAGES)]);
  if (expected === "<shell>") return wordsOf(SHELLS);
  if (declared.includes("[release]") && /^\[(?:release|other)\]$/.test(expected ?? "")) return releasesOf(given);
  return expected !== undefined && /stage|other|source/.test(expected) ? wordsOf(STAGES) : NONE;
}

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];
