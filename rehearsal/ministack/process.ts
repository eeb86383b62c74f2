import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** A process of this machine. The system reuses pids, so the start time is part of the identity. */
export interface ProcessId {
  readonly pid: number;
  /** Start time, which differs for every process with this pid. Opaque. */
  readonly started: string;
}

/** The process with a pid; null where there is none, or only a zombie. */
export async function processOf(pid: number): Promise<ProcessId | null> {
  const started = process.platform === "linux" ? await startTimeOnLinux(pid) : await startTimeByPs(pid);
  return started === null ? null : { pid, started };
}

export async function isRunning(id: ProcessId): Promise<boolean> {
  return (await processOf(id.pid))?.started === id.started;
}

/**
 * Ends a process group: sends SIGTERM to its leader, waits, then sends SIGKILL to the group.
 */
export async function endGroup(leader: ProcessId, graceSeconds: number): Promise<void> {
  if (!(await isRunning(leader))) return;
  signal(leader.pid, "SIGTERM");
  const deadline = Date.now() + graceSeconds * 1000;
  while ((await isRunning(leader)) && Date.now() < deadline) await sleep(50);
  // The system does not reuse the group's id while the group has a member.
  signal(-leader.pid, "SIGKILL");
  while (await isRunning(leader)) await sleep(20);
  // The other members exit later. Without a parent that waits for them, zombies keep the group forever.
  const zombieDeadline = Date.now() + ZOMBIE_LIMIT_MS;
  while (hasMembers(leader.pid) && Date.now() < zombieDeadline) await sleep(20);
}

const ZOMBIE_LIMIT_MS = 2_000;

function hasMembers(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Boot id, and start time in clock ticks since boot. */
async function startTimeOnLinux(pid: number): Promise<string | null> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    ]);
    // The command's name, in parentheses, may contain any character: count fields after it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, ticks] = [fields[0], fields[19]];
    return state === "Z" || state === "X" || ticks === undefined ? null : `${boot.trim()}:${ticks}`;
  } catch {
    return null;
  }
}

async function startTimeByPs(pid: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "state=,lstart=", "-p", String(pid)]);
    const [state = "Z", ...started] = stdout.trim().split(/\s+/);
    return state.startsWith("Z") ? null : started.join(" ");
  } catch {
    return null;
  }
}
