import type { TestRecord } from "../../model/checklist/testRecord";
import { DeployError } from "../../model/errors";
import { run } from "../../tools/command";
import { ciRun } from "../ciRun";
import { duration } from "../ui/duration";

export interface TestRun {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** The backend's folder. */
  readonly folder: string;
}

/** How the tests of the backend ended. */
export interface TestResult {
  readonly outcome: TestRecord["outcome"];
  readonly milliseconds: number;
  /** The last lines of the output. */
  readonly output: readonly string[];
}

const MAX_LINES = 40;

/** Runs the tests of the backend, without a shell. @throws DeployError TESTS_FAILED where the program cannot be started */
export async function runTests({ command, folder }: TestRun): Promise<TestResult> {
  const [program = "", ...args] = command;
  const started = performance.now();
  const outcome = await run(program, args, { cwd: folder });
  const milliseconds = Math.round(performance.now() - started);
  if (outcome.kind !== "ended")
    throw new DeployError(
      "TESTS_FAILED",
      `The tests could not be started: ${outcome.kind === "not-started" ? outcome.reason : "too slow"}. Nothing was recorded.`,
      "Correct the command: listbackup:checklist.tests in the stage's file.",
    );
  const output = `${outcome.stdout}\n${outcome.stderr}`.trim().split("\n").slice(-MAX_LINES);
  return { outcome: outcome.code === 0 ? "passed" : "failed", milliseconds, output };
}

export function testRecord(commit: string, { command }: TestRun, result: TestResult, who: string): TestRecord {
  const { outcome, milliseconds } = result;
  const at = Math.floor(Date.now() / 1000);
  return { schema: 1, commit, outcome, command: [...command], at, milliseconds, who, run: ciRun() };
}

export function describeTestRun({ command }: TestRun, { outcome, milliseconds }: TestResult): string {
  return `\`${command.join(" ")}\` ${outcome} in ${duration(milliseconds)}`;
}
