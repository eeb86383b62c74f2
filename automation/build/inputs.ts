import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** What a file was like when a handler was built from it. */
const fileSchema = z.strictObject({
  size: z.number(),
  /** ms since the epoch, as the file system keeps it. */
  modified: z.number(),
  /** sha256 of the content: the arbiter where size or time differ. */
  hash: z.string(),
});

export type FileState = z.infer<typeof fileSchema>;

/** Everything of the module that a handler is built from: directories (their Go files), and single files. */
export const inputsSchema = z.strictObject({
  directories: z.array(z.string()),
  files: z.record(z.string(), fileSchema),
});

export type Inputs = z.infer<typeof inputsSchema>;

/** States of files, each read once however many handlers share it. */
export type FileCache = Map<string, Promise<FileState | null>>;

/** Looks at a handler's inputs as they are now. @param module folder that the paths are relative to */
export async function currentInputs(
  module: string,
  directories: readonly string[],
  extra: readonly string[],
  cache: FileCache,
): Promise<Inputs> {
  const names = [
    ...(await Promise.all(directories.map((directory) => sourceFiles(module, directory, cache)))).flat(),
    ...extra,
  ];
  const states = await Promise.all(names.map(async (name) => [name, await fileState(module, name, cache)] as const));
  return {
    directories: [...directories],
    files: Object.fromEntries(states.flatMap(([name, state]) => (state === null ? [] : [[name, state]]))),
  };
}

const DIRECTORIES = new Map<string, Promise<readonly string[]>>();

/** Files that the compiler may read: everything but tests. A directory's listing is kept for one build. */
async function sourceFiles(module: string, directory: string, cache: FileCache): Promise<readonly string[]> {
  const key = `${module}\n${directory}`;
  if (cache.size === 0) DIRECTORIES.clear();
  const known = DIRECTORIES.get(key) ?? list(module, directory);
  DIRECTORIES.set(key, known);
  return known;
}

async function list(module: string, directory: string): Promise<readonly string[]> {
  const entries = await readdir(join(module, directory), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith("_test.go"))
    .map((entry) => join(directory, entry.name))
    .sort();
}

async function fileState(module: string, name: string, cache: FileCache): Promise<FileState | null> {
  const known = cache.get(name) ?? readState(join(module, name));
  cache.set(name, known);
  return known;
}

async function readState(path: string): Promise<FileState | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  const content = await readFile(path);
  return { size: found.size, modified: found.mtimeMs, hash: createHash("sha256").update(content).digest("hex") };
}

/** Whether a handler would be built from the same: the same files with the same content. */
export function sameInputs(a: Inputs, b: Inputs): boolean {
  const [left, right] = [Object.keys(a.files).sort(), Object.keys(b.files).sort()];
  return (
    left.length === right.length &&
    left.every((name, index) => name === right[index] && a.files[name]?.hash === b.files[name]?.hash)
  );
}
