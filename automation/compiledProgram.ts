import { join } from "node:path";

/**
 * `bin/deploy` runs `dist/<digest of all sources>/automation/…`.
 * @param file a module of this program
 * @returns null: it is not compiled
 */
export function compiledProgramName(file: string): string | null {
  return /[\\/]dist[\\/]([0-9a-f]{16})[\\/]/.exec(file)?.[1] ?? null;
}

/**
 * What this program keeps between runs, as the code of its modules: below `node_modules`, whose folder is this user's.
 * @param file a module of this program
 * @returns null: it is not compiled
 */
export function cacheFolder(file: string): string | null {
  const root = /^(.*)[\\/]dist[\\/][0-9a-f]{16}[\\/]/.exec(file)?.[1];
  return root === undefined ? null : join(root, "node_modules", ".cache");
}
