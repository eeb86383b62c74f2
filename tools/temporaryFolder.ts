import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "listbackup";
/** `listbackup-plan-1a2b3c4d-4711-998877-XXXXXX`: purpose, machine, process, its start. */
const NAME = new RegExp(`^${PREFIX}-[a-z]+-(?<machine>[0-9a-f]{8})-(?<pid>\\d+)-(?<start>\\d+)-`);

let swept: Promise<void> | undefined;

/**
 * A private folder for this process, to be removed by the caller. What processes that were killed left behind is removed
 * first.
 * @param purpose lower-case letters
 */
export async function temporaryFolder(purpose: string, parent = tmpdir()): Promise<string> {
  swept ??= removeAbandoned(parent);
  await swept;
  const own = [PREFIX, purpose, machine(), String(process.pid), startOf(process.pid) ?? "0"].join("-");
  return mkdtemp(join(parent, `${own}-`));
}

/** Removes the folders of processes of this machine that are gone. What cannot be removed stays: it is not ours. */
export async function removeAbandoned(parent = tmpdir()): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  const abandoned = names.filter((name) => isAbandoned(NAME.exec(name)?.groups));
  await Promise.all(
    abandoned.map((name) => rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined)),
  );
}

function isAbandoned(owner: Readonly<Record<string, string>> | undefined): boolean {
  if (owner === undefined || owner["machine"] !== machine()) return false;
  const pid = Number(owner["pid"]);
  if (!isThere(pid)) return true;
  const start = startOf(pid);
  // The number has gone to another process since.
  return start !== null && owner["start"] !== "0" && start !== owner["start"];
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A process's start in the machine's own count; null where the machine does not say, or it is gone. */
function startOf(pid: number): string | null {
  try {
    // The second field is the program's name in brackets, which may have anything in it.
    return (
      readFileSync(`/proc/${String(pid)}/stat`, "utf8")
        .split(") ")
        .at(-1)
        ?.split(" ")[19] ?? null
    );
  } catch {
    return null;
  }
}

/** Containers may share a temporary folder, and number their processes each for itself. */
function machine(): string {
  const namespace = ((): string => {
    try {
      return readlinkSync("/proc/self/ns/pid");
    } catch {
      return "";
    }
  })();
  return createHash("sha256").update(`${hostname()} ${namespace}`).digest("hex").slice(0, 8);
}
