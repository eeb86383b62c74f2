import { randomBytes } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes a file atomically. @param mode its permissions. @default those of the user's umask */
export async function writeWhole(file: string, content: Uint8Array | string, mode?: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await writeFile(temporary, content, mode === undefined ? {} : { mode });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A JSON file's value; null if it is missing or not JSON. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as unknown;
  } catch {
    return null;
  }
}

/** Stores what takes longer to compute than to read. Without it the next command only takes longer. */
export async function writeCache(file: string, value: object): Promise<void> {
  await writeWhole(file, JSON.stringify(value), 0o600).catch(() => undefined);
}

/**
 * The value that `writeCache` stored; null where it is missing, or another user may have written it. The files are small: reading them
 * on this thread takes less time than to hand them to another.
 */
export function readCache(file: string): unknown {
  let handle: number | null = null;
  try {
    handle = openSync(file, "r");
    const { uid, mode } = fstatSync(handle);
    const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    return isOwn ? (JSON.parse(readFileSync(handle, "utf8")) as unknown) : null;
  } catch {
    return null;
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}
