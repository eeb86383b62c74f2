import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** A process of this machine. The number alone may by now be another one's. */
export interface ProcessId {
  readonly pid: number;
  /** Differs for every process that ever had the number. Opaque. */
  readonly started: string;
}

/** Who has a number now; null when nobody, or only one that has ended and was not collected yet. */
export async function processOf(pid: number): Promise<ProcessId | null> {
  const started = process.platform === "linux" ? await startedOnLinux(pid) : await startedByPs(pid);
  return started === null ? null : { pid, started };
}

export async function isRunning(id: ProcessId): Promise<boolean> {
  return (await processOf(id.pid))?.started === id.started;
}

/**
 * Ends a process that leads a group: asks it first, so that it can put its things in order, then takes down what is left
 * of the group.
 */
export async function endGroup(leader: ProcessId, graceSeconds: number): Promise<void> {
  if (!(await isRunning(leader))) return;
  signal(leader.pid, "SIGTERM");
  const deadline = Date.now() + graceSeconds * 1000;
  while ((await isRunning(leader)) && Date.now() < deadline) await sleep(50);
  // As long as the group has a member, its number is not given to another.
  signal(-leader.pid, "SIGKILL");
  while (await isRunning(leader)) await sleep(20);
  // The others die a moment later; where nobody collects the dead, they keep the group for ever.
  const patience = Date.now() + COLLECTED_MS;
  while (hasMembers(leader.pid) && Date.now() < patience) await sleep(20);
}

const COLLECTED_MS = 2_000;

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

/** Start in clock ticks since boot, with the boot. */
async function startedOnLinux(pid: number): Promise<string | null> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    ]);
    // The command's name, in parentheses, may contain anything: fields are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, ticks] = [fields[0], fields[19]];
    return state === "Z" || state === "X" || ticks === undefined ? null : `${boot.trim()}:${ticks}`;
  } catch {
    return null;
  }
}

async function startedByPs(pid: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "state=,lstart=", "-p", String(pid)]);
    const [state = "Z", ...started] = stdout.trim().split(/\s+/);
    return state.startsWith("Z") ? null : started.join(" ");
  } catch {
    return null;
  }
}
