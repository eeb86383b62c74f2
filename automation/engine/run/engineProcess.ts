import { readdirSync, readFileSync } from "node:fs";

/** What a holder of a stage can do to the engine that it has started. */
export interface EngineProcess {
  /** Ends it at once: what was in flight is sorted out by the next run. */
  kill(): void;
  /** Lets it do nothing until it is told to go on. */
  halt(): void;
  goOn(): void;
  /** Wakes it and whoever speaks to AWS for it, where a terminal has sent all of us to sleep. */
  keepAwake(): void;
}

export const ENGINE_PROCESS: EngineProcess = {
  kill: killEngine,
  halt: () => {
    signalEngine("SIGSTOP");
  },
  goOn: () => {
    signalEngine("SIGCONT");
  },
  keepAwake: () => {
    for (const child of childrenOf(process.pid)) wakeWithChildren(child);
  },
};

/** Ends what this process has started of the engine, at once: what was in flight is sorted out by the next run. */
export function killEngine(): void {
  for (const child of childrenOf(process.pid)) if (isEngine(child)) killWithChildren(child);
}

function signalEngine(signal: NodeJS.Signals): void {
  for (const child of childrenOf(process.pid)) if (isEngine(child)) signalled(child, signal);
}

/** Ends a process and everything that it started, the youngest last: none of them can start another. */
export function killWithChildren(pid: number): void {
  const children = childrenOf(pid);
  signalled(pid, "SIGKILL");
  for (const child of children) killWithChildren(child);
}

function wakeWithChildren(pid: number): void {
  signalled(pid, "SIGCONT");
  for (const child of childrenOf(pid)) wakeWithChildren(child);
}

function signalled(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone by itself.
  }
}

function isEngine(pid: number): boolean {
  return (
    textOf(`/proc/${String(pid)}/cmdline`)
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
  return namesIn(tasks).flatMap((task) => (textOf(`${tasks}/${task}/children`).match(/\d+/g) ?? []).map(Number));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
