import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Place } from "../model/release/lease";

/** Where this process runs. */
export function processIdentity(): Place {
  return { host: hostname(), pid: process.pid, started: processStartTime(process.pid) ?? null, boot: bootId() };
}

/**
 * When a process of this machine was started, in the machine's own count.
 * @returns null where there is no such process, undefined where the machine does not say
 */
export function processStartTime(pid: number): string | null | undefined {
  try {
    // The second field is the program's name in brackets, which may have anything in it.
    const fields =
      readFileSync(`/proc/${String(pid)}/stat`, "utf8")
        .split(") ")
        .at(-1)
        ?.split(" ") ?? [];
    // Dead, and not buried by its parent yet.
    return fields[0] === "Z" ? null : fields[19];
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" && bootId() !== null ? null : undefined;
  }
}

/** Null on machines without /proc: of their processes nothing is certain. */
function bootId(): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return null;
  }
}
