import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

/** How a program that was run to its end came out. */
export type Outcome =
  | { readonly kind: "ended"; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "not-started"; readonly reason: string }
  | { readonly kind: "too-slow"; readonly seconds: number };

export interface CommandOptions {
  readonly cwd?: string;
  /** The whole environment. @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** After which the program is killed. @default none */
  readonly limitSeconds?: number;
}

/** Runs a program without a shell and without input. Never rejects. */
export function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const { cwd, env, limitSeconds } = options;
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const timer = limitSeconds === undefined ? undefined : setTimeout(tooSlow, limitSeconds * 1000, limitSeconds);
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve({ kind: "not-started", reason: error.message });
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ kind: "ended", code: code ?? -1, ...output });
    });

    function tooSlow(seconds: number): void {
      resolve({ kind: "too-slow", seconds });
      child.kill("SIGKILL");
      // What the program started may still hold the pipes.
      child.stdout.destroy();
      child.stderr.destroy();
    }
  });
}

/** Why a command failed, with the last lines of its output. */
export function failureReason(outcome: Outcome, lines = 5): string {
  switch (outcome.kind) {
    case "not-started":
      return outcome.reason;
    case "too-slow":
      return `no result after ${outcome.seconds} s`;
    case "ended": {
      const lastLines = (outcome.stderr.trim() === "" ? outcome.stdout : outcome.stderr)
        .trim()
        .split("\n")
        .slice(-lines);
      return `exit code ${outcome.code}: ${lastLines.join("\n")}`;
    }
  }
}

/** Where a program lies on a search path; null when it is not there. */
export async function locate(program: string, path = process.env["PATH"] ?? ""): Promise<string | null> {
  for (const folder of path.split(delimiter)) {
    // With a relative entry the result would depend on the working directory.
    if (!isAbsolute(folder)) continue;
    const file = join(folder, program);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return null;
}
