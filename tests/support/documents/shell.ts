import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ALL_COMMANDS } from "../../../cli";
import { STAGES } from "../../../model/stage/name";
import { deployCalls, type DocumentCommand } from "./commands";

/** A command of a page to run. */
export interface PageStep {
  readonly command: DocumentCommand;
  /** Whether it never ends: it gets Ctrl-C as soon as it has printed something. */
  readonly interrupt: boolean;
}

/** How a command of a page ended. */
export interface RanStep {
  readonly command: DocumentCommand;
  readonly exit: number;
  readonly seconds: number;
  readonly output: string;
}

/** Commands that ask on a terminal. The tests answer yes. */
const ASKING = ALL_COMMANDS.filter(
  ({ actions, options }) => actions === undefined && options.some(([flags]) => flags === "--yes"),
).map(({ name }) => name);

/** A release id as the documents write one. It stands for the oldest release of the stage of its command. */
const RELEASE = "1704067200";

/** `bin/deploy` of this checkout, and what a person does: answer a question, look up a release, press Ctrl-C. */
const PRELUDE = `
export LC_ALL=C.UTF-8
bin/deploy() {
  local yes=
  case " ${ASKING.join(" ")} " in *" $1 "*) case " $* " in *" --yes "*|*" --dry-run "*|*" --list "*) ;; *) yes=--yes ;; esac ;; esac
  $RUNNER "$TOOL/bin/deploy" "$@" $yes
}
oldest_release() {
  RUNNER= bin/deploy releases "$1" --json | node -p 'JSON.parse(require("fs").readFileSync(0)).releases.at(-1).id'
}
interrupted() {
  "$@" & local pid=$!
  for _ in $(seq 300); do [ -s "$OUTPUT" ] && break; sleep 0.1; done
  kill -INT $pid
  wait $pid
}
: > steps.txt
`;

/**
 * Runs the commands of a page in one bash, in their order; one that fails does not end it.
 * @param environment of the shell; TOOL: the folder of `bin/deploy`
 * @throws Error where the shell ends before the last command
 */
export async function runSteps(
  folder: string,
  steps: readonly PageStep[],
  environment: NodeJS.ProcessEnv,
): Promise<readonly RanStep[]> {
  await runShell(folder, `${PRELUDE}\n${steps.map(stepScript).join("\n")}`, environment);
  const ends = (await readFile(join(folder, "steps.txt"), "utf8")).trim().split("\n");
  if (ends.length !== steps.length)
    throw new Error(`the shell ended after ${String(ends.length)} of ${String(steps.length)} commands`);
  return Promise.all(
    steps.map(async ({ command }, index) => {
      const [exit = -1, seconds = 0] = (ends[index] ?? "").split(" ").map(Number);
      return { command, exit, seconds, output: await readFile(join(folder, outputOf(index)), "utf8") };
    }),
  );
}

function outputOf(index: number): string {
  return `step-${String(index)}.txt`;
}

/** The command with its exit code and seconds in a line of `steps.txt`. */
function stepScript({ command: { text }, interrupt }: PageStep, index: number): string {
  const stage = STAGES.find((name) => new RegExp(`\\b${name}\\b`).test(text)) ?? "dev";
  return [
    `RUNNER=${interrupt ? "interrupted" : ""}; STARTED=$SECONDS; OUTPUT=${outputOf(index)}`,
    `{ ${text.replaceAll(RELEASE, `"$(oldest_release ${stage})"`)}`,
    `} > "$OUTPUT" 2>&1 < /dev/null`,
    `echo "$? $((SECONDS - STARTED))" >> steps.txt`,
  ].join("\n");
}

async function runShell(folder: string, script: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const file = join(folder, "page.sh");
  await writeFile(file, script, { mode: 0o700 });
  const child = spawn("bash", ["--noprofile", "--norc", file], { cwd: folder, env: environment, stdio: "ignore" });
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => {
      resolve();
    });
  });
}

/** They run each time that a page has them: the commands after them depend on it. */
const CHANGING =
  /^(?!bin\/deploy )|bin\/deploy (up|promote|rollback|freeze|unfreeze|cancel|prune|refresh(?!.*--check))/;

/** Whether a command changes something that later commands of its page depend on. */
export function isChanging(text: string): boolean {
  return CHANGING.test(text);
}

/** What a command does, whatever its stage, and the values of its options, of which only a format makes another one. */
export function formOf(text: string): string {
  const calls = deployCalls(text).map(([name = "", ...words]) => {
    const { options = [] } = ALL_COMMANDS.find((command) => command.name === name) ?? {};
    const isValue = (index: number): boolean =>
      options.some(
        ([flags]) =>
          flags.includes("<") && !flags.startsWith("--format ") && flags.startsWith(`${words[index - 1] ?? "-"} `),
      );
    const form = words.filter(
      (word, index) => !["--rehearsal", "--yes", ...STAGES].includes(word) && !isValue(index) && !/^\d+$/.test(word),
    );
    return [name, ...form.sort()];
  });
  return calls.length === 0 ? text : JSON.stringify(calls);
}
