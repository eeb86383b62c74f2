import { readdirSync, readFileSync } from "node:fs";

/** What a holder of a stage can do to the engine that it has started. */
export interface EngineProcess {
  /** Ends it at once: what was in flight is sorted out by the next run. */
  kill(): void;
  /** Lets it do nothing until it is told to go on. */
  suspend(): void;
  resume(): void;
  /** Wakes it and whoever speaks to AWS for it, where a terminal has sent all of us to sleep. */
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

/** Ends what this process has started of the engine, at once: what was in flight is sorted out by the next run. */
export function killEngine(): void {
  for (const child of childrenOf(process.pid)) if (isEngineProcess(child)) killProcessTree(child);
}

function signalEngine(signal: NodeJS.Signals): void {
  for (const child of childrenOf(process.pid)) if (isEngineProcess(child)) sendSignal(child, signal);
}

/** Ends a process and everything that it started, the youngest last: none of them can start another. */
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
    // Gone by itself.
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
 * Without /proc nothing is found, and nothing is ended: the engine then stops by itself, as it was asked to. Asked of the
 * process itself, not of all that there are: this is done where a moment counts.
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
