import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** @returns stdout @throws the error of execFile, with stderr in English */
export async function runGit(folder: string, args: readonly string[], timeoutMs = 0): Promise<string> {
  const { stdout } = await run("git", ["-C", folder, ...args], {
    env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
    maxBuffer: 64 * 1024 * 1024,
    timeout: timeoutMs,
  });
  return stdout;
}
