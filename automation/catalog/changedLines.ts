import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ChangedLines } from "../../model/catalog/check/rule";

const run = promisify(execFile);

/** git waits for nothing here; a repository that is this slow tells nothing. */
const GIT_TIMEOUT_MS = 5_000;

/**
 * Lines of a catalog's files that the change at hand wrote: what differs from the last commit, or, where nothing does, what
 * the last commit changed. It only says whom to blame, so a repository that cannot be read has none.
 * @param folder the catalog's folder
 * @param nameOf a file as findings name it, by its absolute path
 */
export async function changedLines(folder: string, nameOf: (path: string) => string): Promise<ChangedLines> {
  try {
    const own = await realpath(folder);
    const top = (await git(own, "rev-parse", "--show-toplevel")).trim();
    const diff = (from: string): Promise<string> =>
      git(
        own,
        "diff",
        "--no-color",
        "--no-ext-diff",
        "--no-renames",
        "--src-prefix=a/",
        "--dst-prefix=b/",
        "-U0",
        from,
        "--",
        ".",
      );
    const uncommitted = await diff("HEAD");
    const text = uncommitted === "" ? await diff("HEAD~1") : uncommitted;
    return new Map(
      [...parseDiff(text)].map(([path, lines]) => [nameOf(join(folder, join(top, path).slice(own.length))), lines]),
    );
  } catch {
    return new Map();
  }
}

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run("git", ["-C", folder, ...args], {
    env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
    maxBuffer: 64 * 1024 * 1024,
    timeout: GIT_TIMEOUT_MS,
  });
  return stdout;
}

/** Lines that a diff without context adds, by path in the repository. */
export function parseDiff(text: string): ChangedLines {
  const files = new Map<string, Set<number>>();
  let lines = new Set<number>();
  for (const line of text.split("\n")) {
    const [, path] = /^\+\+\+ b\/(.+)$/.exec(line) ?? [];
    if (path !== undefined) {
      lines = new Set();
      files.set(path, lines);
    }
    const [, first, count = "1"] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (first === undefined) continue;
    for (let offset = 0; offset < Number(count); offset += 1) lines.add(Number(first) + offset);
  }
  return files;
}
