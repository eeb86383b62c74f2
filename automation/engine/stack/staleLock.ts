import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { readJson } from "../../files";

/** What the engine writes into its lock. */
const lockSchema = z.object({ pid: z.int(), hostname: z.string(), timestamp: z.string() });

/** The lock that an engine left when it was killed: provably nobody's. */
export interface StaleLock {
  readonly pid: number;
  readonly since: string;
}

/**
 * Locks of a state in files whose owner ran on this machine and is gone. A lock of another machine, or of a process that
 * is there, is never stale.
 * @param folder of the state, as `file://` names it
 */
export async function staleLocks(folder: string, project: string, stack: string): Promise<readonly StaleLock[] | null> {
  const locks = join(folder, ".pulumi", "locks", "organization", project, stack);
  // Beside each file lies one with its attributes, which says nothing of an owner.
  const files = (await readdir(locks).catch(() => [])).filter((file) => file.endsWith(".json"));
  const found = await Promise.all(files.map((file) => readLock(join(locks, file))));
  const stale = found.flatMap((lock) => (lock === null ? [] : [lock]));
  return stale.length === files.length ? stale : null;
}

async function readLock(file: string): Promise<StaleLock | null> {
  const parsed = lockSchema.safeParse(await readJson(file));
  if (!parsed.success || parsed.data.hostname !== hostname() || (await isEngineRunning(parsed.data.pid))) return null;
  return { pid: parsed.data.pid, since: parsed.data.timestamp };
}

/** Whether a process is there and is an engine: a number may have gone to another program since. */
async function isEngineRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // Where there is no /proc, being there is all that can be known. Dead and not yet buried, it has no command line.
  const command = await readFile(`/proc/${String(pid)}/cmdline`, "utf8").catch(() => "pulumi");
  return command.includes("pulumi");
}
