import { DeployError, type ExitCode } from "../../model/errors";
import type { DeploymentHooks } from "../deployment/hooks";
import type { Terminal } from "../ui/terminal";
import type { Wiring } from "../wiring";

/** The global options. */
export interface GlobalOptions {
  /** AWS profile; null: the credentials of the environment. */
  readonly profile: string | null;
  readonly rehearsal: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What a command gets from main.ts. */
export interface Context {
  readonly wiring: Wiring;
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal;
  /** Of a program that scripts deployments. @default none */
  readonly hooks?: DeploymentHooks;
}

/** Result of a command: main.ts prints `lines`, or `data` as JSON, and exits with `exit`. */
export interface CommandResult {
  readonly exit: ExitCode;
  readonly lines: readonly string[];
  /** Null where the command has printed its JSON itself, line by line. */
  readonly data: object | null;
}

export type CommandOptions = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** One command. Its file imports nothing heavy outside `run`: `--help` loads all of them. */
export interface Command {
  readonly name: string;
  /** One line of `bin/deploy --help`, 45 characters at most. */
  readonly summary: string;
  /** First paragraph of the command's own `--help`. @default its summary */
  readonly description?: string;
  /** Positional arguments as commander writes them: `<stage>`, `[stage]`, `<action> <stage>`. */
  readonly args: string;
  readonly options: readonly (readonly [flags: string, description: string, kind?: "repeat"])[];
  readonly examples?: readonly string[];
  /** Values of `<action>`, and its default; null: it is required. */
  readonly actions?: { readonly all: readonly string[]; readonly default: string | null };
  run(context: Context, args: readonly string[], options: CommandOptions): Promise<CommandResult>;
}

/** Value of an option; undefined where the option was not given. */
export function textOption(options: CommandOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** Values of a repeatable option. */
export function listOption(options: CommandOptions, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** The names of `--service a,b`; empty where the option was not given. */
export function namesOption(options: CommandOptions, name: string): readonly string[] {
  return (textOption(options, name) ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/**
 * The services of `--service`; empty where the option was not given. Checks only the form of the names: which services a
 * release has is known when its record has been read.
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
