import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Undecided } from "../verdict";

/** A run of the go command. */
export interface GoCommand {
  readonly args: readonly string[];
  /** The module's folder. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Called with each line of stdout as it comes. */
  readonly line: (line: string) => void;
  /** Aborted when it is to end: it and all that it has started are killed. */
  readonly signal: AbortSignal;
}

export interface GoResult {
  /** null: killed */
  readonly code: number | null;
  /** Lines, the first of them. */
  readonly stderr: readonly string[];
}

const MAX_STDERR_LINES = 200;

/** @throws Undecided where Go is not installed */
export async function runGo({ args, folder, environment, line, signal }: GoCommand): Promise<GoResult> {
  if (signal.aborted) return { code: null, stderr: [] };
  // A group of its own: what go starts (compilers, tests) would outlive it.
  const child = spawn("go", args, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
  signal.addEventListener("abort", kill);
  const stderr: string[] = [];
  createInterface(child.stdout).on("line", line);
  createInterface(child.stderr).on("line", (text) => {
    if (stderr.length < MAX_STDERR_LINES) stderr.push(text);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, stderr };
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === "ENOENT") throw new Undecided("Go is not installed here");
    throw error;
  } finally {
    signal.removeEventListener("abort", kill);
  }
}
