import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Release } from "../../model/release/release";

const run = promisify(execFile);

/**
 * Where a build comes from: commit and branch of the backend, and whether anything of it was not committed. Nulls outside
 * a repository.
 * @param catalog folder of the catalog, which a release is made of too
 */
export async function gitSource(folder: string, catalog: string): Promise<Release["source"]> {
  const git = async (...args: readonly string[]): Promise<string | null> =>
    run("git", ["-C", folder, ...args], { env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" } }).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
  const [inside, commit, branch, ...changes] = await Promise.all([
    git("rev-parse", "--is-inside-work-tree"),
    git("rev-parse", "HEAD"),
    // In CI the checkout is often detached: the runner says which branch it is of.
    process.env["GITHUB_REF_NAME"] ?? git("symbolic-ref", "--short", "-q", "HEAD"),
    git("status", "--porcelain", "--", "."),
    git("-C", catalog, "status", "--porcelain", "--", "."),
  ]);
  if (inside === null) return { commit: null, branch: null, dirty: false };
  return { commit, branch, dirty: changes.some((text) => text !== null && text !== "") };
}
