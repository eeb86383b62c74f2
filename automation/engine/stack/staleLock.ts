import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { readJson } from "../../files";

/** Content of Pulumi's lock file. */
const lockSchema = z.object({ pid: z.int(), hostname: z.string(), timestamp: z.string() });

/** A lock of an engine process that was killed: the process has provably ended. */
export interface StaleLock {
  readonly pid: number;
  readonly since: string;
}

/**
 * Locks of a state in files whose process ran on this machine and has ended. A lock of another machine, or of a running
 * process, is never stale.
 * @param folder folder of the `file://` backend
 * @returns null where a lock is not stale
 */
export async function staleLocks(folder: string, project: string, stack: string): Promise<readonly StaleLock[] | null> {
  const locks = join(folder, ".pulumi", "locks", "organization", project, stack);
  // The .attrs file of each lock does not contain its owner.
  const files = (await readdir(locks).catch(() => [])).filter((file) => file.endsWith(".json"));
  const candidates = await Promise.all(files.map((file) => readStaleLock(join(locks, file))));
  const stale = candidates.flatMap((lock) => (lock === null ? [] : [lock]));
  return stale.length === files.length ? stale : null;
}

async function readStaleLock(file: string): Promise<StaleLock | null> {
  const parsed = lockSchema.safeParse(await readJson(file));
  if (!parsed.success || parsed.data.hostname !== hostname() || (await isEngineRunning(parsed.data.pid))) return null;
  return { pid: parsed.data.pid, since: parsed.data.timestamp };
}

/** Whether a process runs and is an engine: the system may have reused its id for another program. */
async function isEngineRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // Without /proc, any running process counts. A zombie process has no command line.
  const command = await readFile(`/proc/${String(pid)}/cmdline`, "utf8").catch(() => "pulumi");
  return command.includes("pulumi");
}
