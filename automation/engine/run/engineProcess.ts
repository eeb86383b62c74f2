import { readdirSync, readFileSync } from "node:fs";

/** Controls the engine processes that this driver started. */
export interface EngineProcess {
  /** Ends them immediately: the next run recovers operations that were in progress. */
  kill(): void;
  /** Stops them until `resume`. */
  suspend(): void;
  resume(): void;
  /** Resumes all child processes, the provider included, after a terminal suspended the process group (Ctrl-Z). */
  resumeAll(): void;
}

export const ENGINE_PROCESS: EngineProcess = {
  kill: killEngine,
  suspend: () => {
    signalEngine("SIGSTOP");
  },
  resume: () => {
    signalEngine("SIGCONT");
  },
  resumeAll: () => {
    for (const child of childrenOf(process.pid)) resumeProcessTree(child);
  },
};

/** Ends the engine processes of this driver immediately: the next run recovers operations that were in progress. */
export function killEngine(): void {
  for (const child of childrenOf(process.pid)) if (isEngineProcess(child)) killProcessTree(child);
}

function signalEngine(signal: NodeJS.Signals): void {
  for (const child of childrenOf(process.pid)) if (isEngineProcess(child)) sendSignal(child, signal);
}

/** Ends a process and its descendants, parents first: an ended parent cannot start another child. */
export function killProcessTree(pid: number): void {
  const children = childrenOf(pid);
  sendSignal(pid, "SIGKILL");
  for (const child of children) killProcessTree(child);
}

function resumeProcessTree(pid: number): void {
  sendSignal(pid, "SIGCONT");
  for (const child of childrenOf(pid)) resumeProcessTree(child);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has already ended.
  }
}

function isEngineProcess(pid: number): boolean {
  return (
    readText(`/proc/${String(pid)}/cmdline`)
      .split("\u0000")[0]
      ?.endsWith("pulumi") === true
  );
}

/**
 * Child processes. Without /proc there are none, and none is ended: the engine then stops at its own pace. Reads the
 * process's own entry instead of the list of all processes, because this runs where milliseconds count.
 */
function childrenOf(parent: number): readonly number[] {
  const tasks = `/proc/${String(parent)}/task`;
  return listFolder(tasks).flatMap((task) => (readText(`${tasks}/${task}/children`).match(/\d+/g) ?? []).map(Number));
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
