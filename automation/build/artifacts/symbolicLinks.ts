import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";

/** Whether a real path is a folder or inside it. */
function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/**
 * The problem with a symbolic link to a file or folder; null where the target is inside the module. A target outside would
 * be built although no commit of the backend contains it.
 * @param module real path of the folder
 * @param name relative to it
 */
export async function linkProblem(module: string, name: string): Promise<string | null> {
  const path = join(module, name);
  const target = await realpath(path).catch(() => null);
  if (target === path) return null;
  if (target === null) return "is a symbolic link to a file that does not exist";
  return isWithin(module, target) ? null : "is a symbolic link that leaves the backend's folder";
}
