import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** State of a file when a handler was built from it. */
const fileSchema = z.strictObject({
  size: z.number(),
  /** ms since the epoch, as the file system keeps it. */
  modified: z.number(),
  /** sha256 of the content, which decides whether the file has changed. */
  hash: z.string(),
});

export type FileState = z.infer<typeof fileSchema>;

/** Paths of a handler's sources, relative to the module. */
const sourcePathsSchema = z.strictObject({
  /** Directories whose Go files are compiled. */
  directories: z.array(z.string()),
  /** Directories of embedded files: every file in them counts. */
  embedded: z.array(z.string()),
  /** Single files. */
  single: z.array(z.string()),
});

export type SourcePaths = z.infer<typeof sourcePathsSchema>;

/** All files of the module that a handler is built from. */
export const inputsSchema = z.strictObject({ places: sourcePathsSchema, files: z.record(z.string(), fileSchema) });

export type Inputs = z.infer<typeof inputsSchema>;

/** Reads each file of a module once per build, for all handlers that share it. */
export class FileCache {
  private readonly states = new Map<string, Promise<FileState | null>>();
  private readonly listings = new Map<string, Promise<readonly string[]>>();

  /** @param module folder that all names are relative to */
  constructor(private readonly module: string) {}

  state(name: string): Promise<FileState | null> {
    const known = this.states.get(name) ?? readFileState(join(this.module, name));
    this.states.set(name, known);
    return known;
  }

  /** Files and links of a directory, sorted by name; none where it does not exist. */
  listing(directory: string): Promise<readonly string[]> {
    const known = this.listings.get(directory) ?? listFiles(this.module, directory);
    this.listings.set(directory, known);
    return known;
  }
}

/** Reads the inputs at these paths. */
export async function readInputs(paths: SourcePaths, cache: FileCache): Promise<Inputs> {
  const compiled = await Promise.all(paths.directories.map((directory) => cache.listing(directory)));
  const embedded = await Promise.all(paths.embedded.map((directory) => cache.listing(directory)));
  const names = [...compiled.flat().filter(isCompilerInput), ...embedded.flat().filter(isNotTest), ...paths.single];
  const states = await Promise.all([...new Set(names)].map(async (name) => [name, await cache.state(name)] as const));
  return {
    places: paths,
    files: Object.fromEntries(states.flatMap(([name, state]) => (state ? [[name, state]] : []))),
  };
}

const isNotTest = (name: string): boolean => !name.endsWith("_test.go");

/** Files that the Go compiler reads without cgo, and not a program that was built into the folder. */
const isCompilerInput = (name: string): boolean => /\.(go|s|h|syso)$/.test(name) && isNotTest(name);

async function listFiles(module: string, directory: string): Promise<readonly string[]> {
  const entries = await readdir(join(module, directory), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(directory, entry.name))
    .sort();
}

async function readFileState(path: string): Promise<FileState | null> {
  const info = await stat(path).catch(() => null);
  if (info?.isFile() !== true) return null;
  const content = await readFile(path);
  return { size: info.size, modified: info.mtimeMs, hash: createHash("sha256").update(content).digest("hex") };
}

/** Whether two builds have the same files with the same content. */
export function haveSameContent(a: Inputs, b: Inputs): boolean {
  const [left, right] = [Object.keys(a.files).sort(), Object.keys(b.files).sort()];
  return (
    left.length === right.length &&
    left.every((name, index) => name === right[index] && a.files[name]?.hash === b.files[name]?.hash)
  );
}

/** Whether two builds read the same paths. */
export function haveSamePaths(a: SourcePaths, b: SourcePaths): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
