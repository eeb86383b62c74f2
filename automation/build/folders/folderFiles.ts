import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { linkProblem } from "../artifacts/symbolicLinks";

/** A file of a packed folder. */
interface FolderFile {
  /** Relative to the packed folder: `src/index.js`. */
  readonly name: string;
  /** bytes */
  readonly size: number;
}

/** A link that must not be packed, relative to the backend. */
interface LinkProblem {
  readonly file: string;
  readonly what: string;
}

export interface FolderListing {
  readonly files: readonly FolderFile[];
  readonly problems: readonly LinkProblem[];
}

/** Excluded at any depth: output of tools, and files with secrets. */
const EXCLUDED =
  /^(\.git|\.hg|\.svn|\.bin|\.cache|\.DS_Store|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.venv|\.env(\..+)?)$|\.py[co]$/;

/** Excluded at the top of the folder. Further down they may be part of a vendored package. */
const EXCLUDED_AT_TOP = /^\.|^(tests?|__tests__|conftest\.py|test_.*\.py|.*_test\.py|.*\.(test|spec)\.[cm]?[jt]s)$/;

/**
 * All files of a function's folder, sorted by name. Links within the backend count as their targets.
 * @param backend real path of the backend
 * @param folder relative to it
 */
export async function listFolder(backend: string, folder: string): Promise<FolderListing> {
  const files: FolderFile[] = [];
  const problems: LinkProblem[] = [];
  const problemOfFolder = await linkTargetProblem(backend, folder);
  if (problemOfFolder !== null) return { files, problems: [{ file: folder, what: problemOfFolder }] };
  const visit = async (name: string, parents: readonly string[]): Promise<void> => {
    const path = join(backend, folder, name);
    const real = await realpath(path);
    if (parents.includes(real)) {
      problems.push({ file: join(folder, name), what: "is a symbolic link to a folder that contains it" });
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
      const info = await stat(join(backend, folder, inner));
      if (info.isDirectory()) await visit(inner, [...parents, real]);
      else if (info.isFile()) files.push({ name: inner, size: info.size });
    }
  };
  await visit("", []);
  return { files: files.sort((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

/** The problem with the target of a link: outside the backend, or excluded. */
async function linkTargetProblem(backend: string, name: string): Promise<string | null> {
  const problem = await linkProblem(backend, name);
  if (problem !== null) return problem;
  const target = relative(backend, await realpath(join(backend, name)));
  const isLink = target !== join(name);
  const isExcluded = target.split(sep).some((segment) => EXCLUDED.test(segment));
  return isLink && isExcluded ? `is a symbolic link to ${target}, which is excluded from artifacts` : null;
}
