import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const POLL = 100;

/**
 * Does something that only one process of this machine may do at a time. A lock whose owner has died is taken over.
 * @param waiting told once, when another process, which it names, has the lock
 */
export async function withLock<T>(file: string, waiting: (owner: string) => void, work: () => Promise<T>): Promise<T> {
  let told = false;
  while (!(await take(file))) {
    const owner = await ownerOf(file);
    if (owner !== null && !isAlive(owner)) {
      await breakLock(file, owner);
      continue;
    }
    if (!told) waiting(owner === null ? "another process" : `process ${owner}`);
    told = true;
    await sleep(POLL);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** The lock appears with its owner in it: a reader never sees it empty. */
async function take(file: string): Promise<boolean> {
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** Moves the lock aside and looks again: another process may have broken it, and taken it, in the meantime. */
async function breakLock(file: string, owner: number): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await ownerOf(aside)) !== owner) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function ownerOf(file: string): Promise<number | null> {
  try {
    return Number(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
