/**
 * Makes the environment what it was. It stays the same object: Node.js sees a new time zone, and hands variables to child
 * processes, only through its own.
 */
export function restoreEnvironment(before: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(before, name)) delete process.env[name];
  Object.assign(process.env, before);
}
