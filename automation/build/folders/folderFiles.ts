import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { linkProblem } from "../artifacts/symbolicLinks";

/** A file of a folder that is packed. */
export interface FolderFile {
  /** Relative to the packed folder: `src/index.js`. */
  readonly name: string;
  /** bytes */
  readonly size: number;
}

/** A link that must not be packed, relative to the backend. */
export interface LinkProblem {
  readonly file: string;
  readonly what: string;
}

export interface FolderListing {
  readonly files: readonly FolderFile[];
  readonly problems: readonly LinkProblem[];
}

/** Left out wherever they are: what tools leave behind, and what must not leave the machine. */
const EXCLUDED =
  /^(\.git|\.hg|\.svn|\.bin|\.cache|\.DS_Store|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.venv|\.env(\..+)?)$|\.py[co]$/;

/** Left out at the top of the folder. Further down they may belong to a vendored package that loads them. */
const EXCLUDED_AT_TOP = /^\.|^(tests?|__tests__|conftest\.py|test_.*\.py|.*_test\.py|.*\.(test|spec)\.[cm]?[jt]s)$/;

/**
 * Every file of a function's folder, in the order of their names; links within the backend count as what they lead to.
 * @param backend its real path
 * @param folder relative to it
 */
export async function listFolder(backend: string, folder: string): Promise<FolderListing> {
  const files: FolderFile[] = [];
  const problems: LinkProblem[] = [];
  const folderProblem = await linkTargetProblem(backend, folder);
  if (folderProblem !== null) return { files, problems: [{ file: folder, what: folderProblem }] };
  const visit = async (name: string, above: readonly string[]): Promise<void> => {
    const path = join(backend, folder, name);
    const real = await realpath(path);
    if (above.includes(real)) {
      problems.push({ file: join(folder, name), what: "is a symbolic link to a folder that it lies in" });
      return;
    }
    const entries = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (EXCLUDED.test(entry.name) || (name === "" && EXCLUDED_AT_TOP.test(entry.name))) continue;
      const inner = name === "" ? entry.name : `${name}/${entry.name}`;
      const problem = entry.isSymbolicLink() ? await linkTargetProblem(backend, join(folder, inner)) : null;
      if (problem !== null) {
        problems.push({ file: join(folder, inner), what: problem });
        continue;
      }
      const found = await stat(join(backend, folder, inner));
      if (found.isDirectory()) await visit(inner, [...above, real]);
      else if (found.isFile()) files.push({ name: inner, size: found.size });
    }
  };
  await visit("", []);
  return { files: files.sort((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

/** What is wrong with a link, whose own name says nothing of where it leads: out of the backend, or to what is never packed. */
async function linkTargetProblem(backend: string, name: string): Promise<string | null> {
  const problem = await linkProblem(backend, name);
  if (problem !== null) return problem;
  const target = relative(backend, await realpath(join(backend, name)));
  const isLink = target !== join(name);
  const isExcluded = target.split(sep).some((segment) => EXCLUDED.test(segment));
  return isLink && isExcluded ? `is a symbolic link to ${target}, which is never packed` : null;
}
