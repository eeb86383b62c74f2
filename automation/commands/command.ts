import { DeployError, type ExitCode } from "../../model/errors";
import type { Terminal } from "../ui/terminal";
import type { Wiring } from "../wiring";

/** Options that every command takes. */
export interface GlobalOptions {
  readonly profile: string;
  readonly rehearsal: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** The surroundings of a command. */
export interface Context {
  readonly wiring: Wiring;
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal;
}

/** What a command answers: main prints `lines`, or `data` as JSON, and ends with `exit`. */
export interface CommandResult {
  readonly exit: ExitCode;
  readonly lines: readonly string[];
  /** Null where the command has printed its own, line by line. */
  readonly data: object | null;
}

export type CommandOptions = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** One verb. Files that hold one load nothing heavy before `run`: `--help` reads them all. */
export interface Command {
  readonly name: string;
  /** One line of `bin/deploy --help`, 45 characters at most. */
  readonly summary: string;
  /** What `--help` of the command says. @default its summary */
  readonly description?: string;
  /** Positional arguments as commander writes them: `<stage>`, `[stage]`, `<action> <stage>`. */
  readonly args: string;
  readonly options: readonly (readonly [flags: string, description: string, kind?: "repeat"])[];
  readonly examples?: readonly string[];
  /** What `<action>` can be, and what it is where it is left out; null: it must be given. */
  readonly actions?: { readonly all: readonly string[]; readonly default: string | null };
  run(context: Context, args: readonly string[], options: CommandOptions): Promise<CommandResult>;
}

/** Text of an option that takes a value; undefined when it was not given. */
export function textOption(options: CommandOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** Every value of an option that may be given several times. */
export function listOption(options: CommandOptions, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** `--service a,b` as names; empty when it was not given. */
export function namesOption(options: CommandOptions, name: string): readonly string[] {
  return (textOption(options, name) ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/**
 * The services of `--service`; empty when it was not given. Which services a release has is known only when it is read, so
 * that their form alone is checked.
 * @throws DeployError USAGE
 */
export function servicesOption(options: CommandOptions): readonly string[] {
  const names = namesOption(options, "service");
  const wrong = names.find((name) => !SERVICE_NAME.test(name));
  if (wrong === undefined) return names;
  throw new DeployError(
    "USAGE",
    `"${wrong}" is not the name of a service. Nothing was done.`,
    "Services have lower case names joined by hyphens; several are separated by commas: `--service users,user-groups`.",
  );
}

const SERVICE_NAME = /^[a-z][a-z0-9-]*$/;
