import { CommanderError } from "commander";
import { annotation } from "../model/annotation";
import { DeployError, EXIT, type ExitCode } from "../model/errors";
import { STAGES } from "../model/stage/name";
import { parseArguments } from "./commandLine/arguments";
import { commandLine, type Request } from "./commandLine/commandLine";
import type { Command, Context, GlobalOptions } from "./commands/command";
import type { DocumentHead, FailureDocument } from "./documents/head";
import { onInterrupt } from "./interrupt";
import { fromAws, unexpected } from "./translateError";
import { completeCommands, type Invocation } from "./ui/suggestedCommands";
import { usesColor } from "./ui/color";
import { openTerminal, type Terminal } from "./ui/terminal";
import type { Wiring } from "./wiring";

/** Version of the JSON documents that `--json` prints. */
const JSON_VERSION = 1;

/**
 * Parses the command line, runs the command, prints its answer. The only place that prints errors and decides exit codes.
 * @param commands in the order in which the help lists them
 */
export async function run(argv: readonly string[], wiring: Wiring, commands: readonly Command[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  try {
    const program = commandLine(wiring.version, commands, async (request) => {
      exit = await execute(request, wiring);
    });
    await program.parseAsync(parseArguments(program, argv), { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    // Without a command, the help has been printed.
    if (error instanceof CommanderError && error.code === "commander.help") return EXIT.usage;
    if (error instanceof CommanderError || error instanceof DeployError) return misused(error, argv, commands);
    throw error;
  }
  return exit;
}

/** What is wrong with the command line. Where the options ended badly, those that count are looked for by hand. */
function misused(error: CommanderError | DeployError, argv: readonly string[], commands: readonly Command[]): ExitCode {
  const has = (flag: string): boolean => argv.includes(flag);
  const globals = { profile: null, rehearsal: false, json: has("--json"), quiet: has("--quiet"), verbose: false };
  const terminal = openTerminal({ ...globals, color: useColor(globals) && !has("--no-color") }, process);
  const command = commands.find(({ name }) => name === argv.find((arg) => !arg.startsWith("-")));
  const known = error instanceof DeployError ? error : usageError(error, command);
  return report(known, command?.name ?? "", globals, terminal);
}

function usageError({ message }: CommanderError, command: Command | undefined): DeployError {
  // The default of an action is added where a stage follows.
  const hasDefault = typeof command?.actions?.default === "string";
  const missing = hasDefault ? message.replace("argument 'action'", "argument 'stage'") : message;
  // The value of an unknown option may be a secret: `--value=sk_live_…`.
  const [what = "", hint] = missing
    .replace(/^error: /, "")
    .replace(/^(unknown option '[^'=]*)=.*?'(?=\n|$)/s, "$1'")
    .split("\n");
  const help = `bin/deploy ${command === undefined ? "" : `${command.name} `}--help`;
  return new DeployError(
    "USAGE",
    `${what.charAt(0).toUpperCase()}${what.slice(1)}${hint === undefined ? "" : ` ${hint}`}${/[.)]$/.test(message) ? "" : "."}`,
    `${choiceOf(missing, command)}See \`${help}\`.`,
  );
}

/** The choice, where what is missing is one. */
function choiceOf(message: string, command: Command | undefined): string {
  const [, missing] = /missing required argument '(stage|action)'/.exec(message) ?? [];
  switch (missing) {
    case "stage":
      return `Stages: ${STAGES.join(", ")}. `;
    case "action":
      return `Actions: ${(command?.actions?.all ?? []).join(", ")}. `;
    default:
      return "";
  }
}

async function execute({ command, args, options, globals, profile }: Request, wiring: Wiring): Promise<ExitCode> {
  const complete = completion({
    stage: stageIn(command, args),
    rehearsal: globals.rehearsal,
    profile,
    awsProfile: globals.profile,
  });
  const terminal = openTerminal({ ...globals, color: useColor(globals), complete }, process);
  const interruption = onInterrupt(terminal.warn);
  const context: Context = { wiring, options: globals, terminal, signal: interruption.signal };
  try {
    const result = await command.run(context, args, options);
    if (globals.json) {
      const head: DocumentHead = { version: JSON_VERSION, command: command.name, exit: result.exit };
      if (result.data !== null) terminal.print(JSON.stringify({ ...head, ...result.data }, null, 2));
    } else for (const line of result.lines) terminal.printText(line);
    // Differences and failed checks are results, and fail the run.
    if (result.exit !== EXIT.done && isGithubRun())
      terminal.warn(annotation(`${command.name}: exit code ${String(result.exit)}`, result.lines.join("\n")));
    return result.exit;
  } catch (error) {
    const { withRehearsalHint } = await import("./rehearsalHint");
    const known = await withRehearsalHint(await fromAws(error), context);
    return report(known, command.name, globals, terminal, complete);
  } finally {
    interruption.close();
  }
}

/** Every text that a command prints names what to repeat it with. */
function completion(invocation: Invocation): (text: string) => string {
  return (text) => completeCommands(text, invocation);
}

function stageIn({ args: places }: Command, args: readonly string[]): string | null {
  const place = places.split(" ").findIndex((one) => /^[<[]stage[>\]]$/.test(one));
  return args[place] ?? null;
}

function useColor(globals: GlobalOptions & { readonly color?: boolean }): boolean {
  const { stdout, stderr, env } = process;
  return usesColor({
    wanted: globals.color !== false,
    json: globals.json,
    environment: env,
    terminals: [stdout.isTTY, stderr.isTTY],
  });
}

function report(
  error: unknown,
  command: string,
  globals: GlobalOptions,
  terminal: Terminal,
  complete: (text: string) => string = String,
): ExitCode {
  const known = error instanceof DeployError ? error : unexpected(error);
  const { code, exitCode, details } = known;
  const [what, remedy] = [complete(known.what), complete(known.remedy)];
  const failure: FailureDocument = { version: JSON_VERSION, command, exit: exitCode, error: { code, what, remedy } };
  if (globals.json) terminal.print(JSON.stringify({ ...failure, ...details }, null, 2));
  // An answer to a question is no error.
  else if (code === "DECLINED") terminal.warn(what);
  else terminal.warn(`${terminal.colors.red(`error ${code}`)}\n${what}\n${terminal.colors.bold("→")} ${remedy}`);
  if (isGithubRun()) terminal.warn(annotation(code, `${what} ${remedy}`));
  if (globals.verbose && known.cause instanceof Error) terminal.warn(known.cause.stack ?? known.cause.message);
  return exitCode;
}

function isGithubRun(): boolean {
  return process.env["GITHUB_ACTIONS"] === "true";
}
