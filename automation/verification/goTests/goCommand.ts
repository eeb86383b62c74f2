import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Inconclusive } from "../verdict";

/** A run of the go command. */
export interface GoCommand {
  readonly args: readonly string[];
  /** The module's folder. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Called with each line of stdout. */
  readonly line: (line: string) => void;
  /** On abort the process and its children are killed. */
  readonly signal: AbortSignal;
}

export interface GoResult {
  /** null: killed */
  readonly code: number | null;
  /** The first lines. */
  readonly stderr: readonly string[];
}

const MAX_STDERR_LINES = 200;

/** @throws Inconclusive where Go is not installed */
export async function runGo({ args, folder, environment, line, signal }: GoCommand): Promise<GoResult> {
  if (signal.aborted) return { code: null, stderr: [] };
  // A process group of its own, because the children of go (compilers, tests) must be killed with it.
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
    if ((error as { readonly code?: unknown }).code === "ENOENT") throw new Inconclusive("Go is not installed");
    throw error;
  } finally {
    signal.removeEventListener("abort", kill);
  }
}
