import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FileRef, SourceCopy } from "../../../model/backup/set";
import type { Release } from "../../../model/release/release";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import { backendPath } from "../../build/settings";
import { runGit } from "../../git";
import { putFile } from "../store/files";
import type { SetStore } from "../store/setStore";

/** Branch of a bundle: git clones it by name. */
const BUNDLE_BRANCH = "backup";

/** A bundle to make. */
interface Request {
  readonly repository: SourceCopy["repository"];
  /** Folder in the repository. */
  readonly folder: string;
  /** Null: the one that is checked out. */
  readonly commit: string | null;
  /** What the bundle lacks although it is made; null: nothing. */
  readonly lacks: string | null;
}

/**
 * Writes git bundles of the backend at the release's commit, and of this program with catalog and configuration, into a set. What
 * cannot be bundled says why: a backup must not fail because a machine has no clone.
 * @param root the project's folder
 * @param prefix of the set's keys
 */
export async function exportSource(
  store: SetStore,
  prefix: string,
  root: string,
  { source }: Pick<Release, "source">,
): Promise<readonly SourceCopy[]> {
  const backend = await backendPath(root);
  const lacks = source.dirty ? "the release was built with changes that were not committed" : null;
  const requests: readonly Request[] = [
    { repository: "backend", folder: backend, commit: source.commit, lacks },
    { repository: "program", folder: root, commit: null, lacks: await uncommitted(root) },
  ];
  const copies: SourceCopy[] = [];
  for (const request of requests) copies.push(await exportRepository(store, prefix, request));
  return copies;
}

async function exportRepository(store: SetStore, prefix: string, request: Request): Promise<SourceCopy> {
  const { repository, folder, lacks } = request;
  const found = await commitOf(request);
  if (typeof found === "object") return { repository, commit: request.commit, file: null, problem: found.problem };
  const work = await temporaryFolder("bundle");
  try {
    const bundle = join(work, "bundle");
    await makeBundle(folder, found, work, bundle);
    const file: FileRef = await putFile(store, `${prefix}source/${repository}.bundle`, bundle);
    return { repository, commit: found, file, problem: lacks };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The commit of a request, or why its history is not here. */
async function commitOf({ folder, commit }: Request): Promise<string | { readonly problem: string }> {
  try {
    const head = (await runGit(folder, ["rev-parse", "--verify", "--quiet", `${commit ?? "HEAD"}^{commit}`])).trim();
    const isShallow = (await runGit(folder, ["rev-parse", "--is-shallow-repository"])).trim() === "true";
    return isShallow ? { problem: "the clone on this machine is shallow: fetch it with its history" } : head;
  } catch {
    const what = commit === null ? "no commit" : `not the commit ${commit}`;
    return { problem: `this machine has no clone of the repository, or one with ${what}` };
  }
}

/** In a repository of its own, which borrows the objects: the user's repository gets no branch. */
async function makeBundle(folder: string, commit: string, work: string, bundle: string): Promise<void> {
  const objects = (await runGit(folder, ["rev-parse", "--path-format=absolute", "--git-path", "objects"])).trim();
  const repository = join(work, "repository");
  await mkdir(repository);
  await runGit(repository, ["init", "--quiet", "--bare"]);
  await writeFile(join(repository, "objects", "info", "alternates"), `${objects}\n`);
  await runGit(repository, ["update-ref", `refs/heads/${BUNDLE_BRANCH}`, commit]);
  await runGit(repository, ["bundle", "create", "--quiet", bundle, `refs/heads/${BUNDLE_BRANCH}`]);
}

async function uncommitted(folder: string): Promise<string | null> {
  const text = await runGit(folder, ["status", "--porcelain", "--", "."]).catch(() => "");
  return text === "" ? null : "the project had changes that were not committed";
}
