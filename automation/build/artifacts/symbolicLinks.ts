import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";

/** Whether a real path lies in a folder, or is it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/**
 * What is wrong with a file or folder that a symbolic link leads to: null where it lies within the module. One outside
 * would build something that no commit of the backend holds.
 * @param module the folder's real path
 * @param name relative to it
 */
export async function linkProblem(module: string, name: string): Promise<string | null> {
  const path = join(module, name);
  const target = await realpath(path).catch(() => null);
  if (target === path) return null;
  if (target === null) return "is a symbolic link to a file that does not exist";
  return isWithin(module, target) ? null : "is a symbolic link that leaves the backend's folder";
}
