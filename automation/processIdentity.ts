import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { ProcessIdentity } from "../model/lock/lease";

/** Identity of this process: host, pid, start time, boot. */
export function processIdentity(): ProcessIdentity {
  return { host: hostname(), pid: process.pid, started: processStartTime(process.pid) ?? null, boot: bootId() };
}

/**
 * Start time of a process of this machine, in the kernel's clock ticks.
 * @returns null no such process; undefined: unknown on this machine
 */
export function processStartTime(pid: number): string | null | undefined {
  try {
    // The second field is the program's name in brackets, which may have anything in it.
    const fields =
      readFileSync(`/proc/${String(pid)}/stat`, "utf8")
        .split(") ")
        .at(-1)
        ?.split(" ") ?? [];
    // A zombie process.
    return fields[0] === "Z" ? null : fields[19];
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" && bootId() !== null ? null : undefined;
  }
}

/** Null on machines without /proc, where start times are unknown. */
function bootId(): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return null;
  }
}
