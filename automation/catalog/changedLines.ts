import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { ChangedLines } from "../../model/catalog/check/rule";
import { runGit } from "../git";

/** A slower repository counts as one without changes. */
const GIT_TIMEOUT_MS = 5_000;

/** A branch is compared with the first of these that exists. */
const MAIN_BRANCHES = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/**
 * Lines of a catalog's files that were added since the last commit, since the one before it, and since the branch point.
 * They only decide at which of several lines a finding is reported, so a commit that cannot be read counts as unchanged.
 * @param folder the catalog's folder
 * @param displayName converts an absolute path to the path in findings
 */
export async function changedLines(
  folder: string,
  displayName: (path: string) => string,
): Promise<readonly ChangedLines[]> {
  try {
    const real = await realpath(folder);
    const top = (await git(real, "rev-parse", "--show-toplevel")).trim();
    const commits = ["HEAD", "HEAD~1", await branchPoint(real)];
    return await Promise.all(
      commits.map(async (commit) => {
        const added = commit === null ? [] : [...parseDiff(await diffSince(real, commit))];
        return new Map(
          added.map(([path, lines]) => [displayName(join(folder, join(top, path).slice(real.length))), lines]),
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

/** Empty for a commit that does not exist: there is none before the first one, and a shallow clone has few. */
function diffSince(folder: string, commit: string): Promise<string> {
  const plain = ["--no-color", "--no-ext-diff", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/", "-U0"];
  return git(folder, "diff", ...plain, commit, "--", ".").catch(() => "");
}

function git(folder: string, ...args: readonly string[]): Promise<string> {
  return runGit(folder, args, GIT_TIMEOUT_MS);
}

/** Lines that a diff without context adds, by path in the repository. */
function parseDiff(text: string): ChangedLines {
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
