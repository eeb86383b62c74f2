import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { ChangedLines } from "../../model/catalog/check/rule";
import { runGit } from "../git";

/** git waits for nothing here; a repository that is this slow tells nothing. */
const GIT_TIMEOUT_MS = 5_000;

/** Branches that a change is compared with, the first that there is. */
const MAIN_BRANCHES = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/**
 * Lines of a catalog's files that were added since the last commit, since the one before it, and since the branch left the
 * main branch. They only decide which of several lines a finding is reported at, so a commit that cannot be read has none.
 * @param folder the catalog's folder
 * @param displayName a file as findings name it, by its absolute path
 */
export async function changedLines(
  folder: string,
  displayName: (path: string) => string,
): Promise<readonly ChangedLines[]> {
  try {
    const own = await realpath(folder);
    const top = (await git(own, "rev-parse", "--show-toplevel")).trim();
    const commits = ["HEAD", "HEAD~1", await branchPoint(own)];
    return await Promise.all(
      commits.map(async (commit) => {
        const added = commit === null ? [] : [...parseDiff(await diffSince(own, commit))];
        return new Map(
          added.map(([path, lines]) => [displayName(join(folder, join(top, path).slice(own.length))), lines]),
        );
      }),
    );
  } catch {
    return [];
  }
}

async function branchPoint(folder: string): Promise<string | null> {
  for (const branch of MAIN_BRANCHES) {
    const commit = await git(folder, "merge-base", "HEAD", branch).catch(() => null);
    if (commit !== null) return commit.trim();
  }
  return null;
}

/** Empty for a commit that is not there: the first one has none before it, and a shallow clone has few. */
function diffSince(folder: string, commit: string): Promise<string> {
  const plain = ["--no-color", "--no-ext-diff", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/", "-U0"];
  return git(folder, "diff", ...plain, commit, "--", ".").catch(() => "");
}

function git(folder: string, ...args: readonly string[]): Promise<string> {
  return runGit(folder, args, GIT_TIMEOUT_MS);
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
