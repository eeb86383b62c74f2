import { join } from "node:path";

/** `bin/deploy` runs `<root>/dist/<digest of all sources>/automation/…`. */
const COMPILED = /^(?<root>.*)[\\/]dist[\\/](?<name>[0-9a-f]{16})[\\/]/;

/**
 * @param file a module of this program
 * @returns null: it is not compiled
 */
export function compiledProgramName(file: string): string | null {
  return COMPILED.exec(file)?.groups?.["name"] ?? null;
}

/**
 * What this program keeps between runs, as the code of its modules: below `node_modules`, whose folder is this user's.
 * @param file a module of this program
 * @returns null: it is not compiled
 */
export function cacheFolder(file: string): string | null {
  const root = COMPILED.exec(file)?.groups?.["root"];
  return root === undefined ? null : join(root, "node_modules", ".cache");
}
