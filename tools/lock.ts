import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_INTERVAL_MS = 100;

/**
 * Runs `work` under a lock of this machine. The lock of a process that has exited is taken over.
 * @param waiting called once if another process has the lock, with its name
 */
export async function withLock<T>(file: string, waiting: (owner: string) => void, work: () => Promise<T>): Promise<T> {
  let notified = false;
  while (!(await take(file))) {
    const owner = await ownerOf(file);
    if (owner !== null && !isAlive(owner)) {
      await breakLock(file, owner);
      continue;
    }
    if (!notified) waiting(owner === null ? "another process" : `process ${owner}`);
    notified = true;
    await sleep(POLL_INTERVAL_MS);
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

/** Renames the lock and checks its owner again: another process may have taken it over in the meantime. */
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
