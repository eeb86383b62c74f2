/**
 * `bin/deploy` runs `dist/<digest of all sources>/automation/…`.
 * @param file a module of this program
 * @returns null: it is not compiled
 */
export function compiledProgramName(file: string): string | null {
  return /[\\/]dist[\\/]([0-9a-f]{16})[\\/]/.exec(file)?.[1] ?? null;
}
