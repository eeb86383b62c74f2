import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { DeployError } from "../../../model/errors";
import type { Release } from "../../../model/release/release";
import { runGit } from "../../git";
import { ciBranch } from "./ciBranch";

/**
 * Source of a build: commit and branch of the backend, and whether it or the catalog has uncommitted changes. Nulls
 * outside a repository.
 * @param catalog folder of the catalog, which is part of a release
 * @throws DeployError GIT_REFUSED where git does not read the repository: stages accept releases by their source
 */
export async function gitSource(
  folder: string,
  catalog: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Release["source"]> {
  if ((await git(folder, "rev-parse", "--is-inside-work-tree")) === null)
    return { commit: null, branch: null, dirty: false };
  const [commit, branch, ...changes] = await Promise.all([
    // Null before the first commit.
    git(folder, "rev-parse", "--quiet", "--verify", "HEAD"),
    currentBranch(folder, environment),
    git(folder, "status", "--porcelain", "--", "."),
    git(catalog, "status", "--porcelain", "--", "."),
  ]);
  return { commit, branch, dirty: changes.some((text) => text !== null && text !== "") };
}

/**
 * A pull request is on no branch of the repository, although a CI system may check it out under a branch name. A CI checkout
 * is often detached: then the CI system provides the branch.
 */
async function currentBranch(folder: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  const ci = ciBranch(environment);
  if (ci.kind === "pull-request") return `${ci.name} (pull request)`;
  const checkedOut = await git(folder, "symbolic-ref", "--short", "-q", "HEAD");
  return checkedOut ?? (ci.kind === "branch" ? ci.name : null);
}

/**
 * @returns stdout; null outside a repository, or for a name that does not exist
 * @throws DeployError GIT_REFUSED
 */
async function git(folder: string, ...args: readonly string[]): Promise<string | null> {
  try {
    return (await runGit(folder, args)).trim();
  } catch (error) {
    const { stderr = "", code } = error as { readonly stderr?: string; readonly code?: number | string };
    if (/not a git repository|cannot change to/i.test(stderr)) return null;
    if (code === "ENOENT" && !isInRepository(folder)) return null;
    // `--quiet`: the name does not exist.
    if (code === 1 && stderr === "") return null;
    throw gitError(folder, stderr.trim(), error);
  }
}

/** Whether a folder is in a repository, for a machine without git. */
function isInRepository(folder: string): boolean {
  if (existsSync(join(folder, ".git"))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInRepository(parent);
}

function gitError(folder: string, stderr: string, cause: unknown): DeployError {
  const repository = /detected dubious ownership in repository at '([^']+)'/.exec(stderr)?.[1];
  if (repository !== undefined) {
    return new DeployError(
      "GIT_REFUSED",
      `git does not read the repository ${repository}, which belongs to another user: commit, branch and uncommitted changes are unknown.`,
      `If you trust it: \`git config --global --add safe.directory ${repository}\`.`,
      { cause },
    );
  }
  const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
  return new DeployError(
    "GIT_REFUSED",
    isMissing
      ? "git is not installed: commit, branch and uncommitted changes are unknown."
      : `git failed in ${folder}: ${stderr.split("\n").slice(0, 3).join(" ")}`,
    isMissing ? "Install git, then run the same command again." : `See \`git -C ${folder} status\`.`,
    { cause },
  );
}
