import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { DeployError } from "../../../model/errors";
import type { Release } from "../../../model/release/release";
import { runGit } from "../../git";
import { ciBranch } from "./ciBranch";

/**
 * Where a build comes from: commit and branch of the backend, and whether anything of it was not committed. Nulls outside
 * a repository.
 * @param catalog folder of the catalog, which a release is made of too
 * @throws DeployError GIT_REFUSED where there is a repository that git does not read: what a stage accepts depends on it
 */
export async function gitSource(
  folder: string,
  catalog: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Release["source"]> {
  if ((await git(folder, "rev-parse", "--is-inside-work-tree")) === null)
    return { commit: null, branch: null, dirty: false };
  const [commit, branch, ...changes] = await Promise.all([
    // None before the first commit.
    git(folder, "rev-parse", "--quiet", "--verify", "HEAD"),
    currentBranch(folder, environment),
    git(folder, "status", "--porcelain", "--", "."),
    git(catalog, "status", "--porcelain", "--", "."),
  ]);
  return { commit, branch, dirty: changes.some((text) => text !== null && text !== "") };
}

/**
 * A pull request is on no branch, although CI may call its checkout by one's name. In CI the checkout is often detached:
 * then the CI system says which branch it is of.
 */
async function currentBranch(folder: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  const ci = ciBranch(environment);
  if (ci.kind === "pull-request") return `${ci.name} (pull request)`;
  const own = await git(folder, "symbolic-ref", "--short", "-q", "HEAD");
  return own ?? (ci.kind === "branch" ? ci.name : null);
}

/**
 * @returns what git prints; null where there is no repository, or no such name in it
 * @throws DeployError GIT_REFUSED
 */
async function git(folder: string, ...args: readonly string[]): Promise<string | null> {
  try {
    return (await runGit(folder, args)).trim();
  } catch (error) {
    const { stderr = "", code } = error as { readonly stderr?: string; readonly code?: number | string };
    if (/not a git repository|cannot change to/i.test(stderr)) return null;
    if (code === "ENOENT" && !isInRepository(folder)) return null;
    // `--quiet`: there is no such name, and nothing to say.
    if (code === 1 && stderr === "") return null;
    throw gitError(folder, stderr.trim(), error);
  }
}

/** Without git: whether there is something that it would read. */
function isInRepository(folder: string): boolean {
  if (existsSync(join(folder, ".git"))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInRepository(parent);
}

function gitError(folder: string, said: string, cause: unknown): DeployError {
  const owned = /detected dubious ownership in repository at '([^']+)'/.exec(said)?.[1];
  if (owned !== undefined) {
    return new DeployError(
      "GIT_REFUSED",
      `git does not read the repository ${owned}, which belongs to another user: commit, branch and uncommitted changes are unknown.`,
      `If you trust it: \`git config --global --add safe.directory ${owned}\`.`,
      { cause },
    );
  }
  const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
  return new DeployError(
    "GIT_REFUSED",
    isMissing
      ? "git is not installed: commit, branch and uncommitted changes are unknown."
      : `git failed in ${folder}: ${said.split("\n").slice(0, 3).join(" ")}`,
    isMissing ? "Install git, then repeat the command." : `See \`git -C ${folder} status\`.`,
    { cause },
  );
}
