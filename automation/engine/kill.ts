import { readdirSync, readFileSync } from "node:fs";

/** Ends what this process has started of the engine, at once: what was in flight is sorted out by the next run. */
export function killEngine(): void {
  for (const child of childrenOf(process.pid)) if (isEngine(child)) killWithChildren(child);
}

/** Ends a process and everything that it started, the youngest last: none of them can start another. */
export function killWithChildren(pid: number): void {
  const children = childrenOf(pid);
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone by itself.
  }
  for (const child of children) killWithChildren(child);
}

function isEngine(pid: number): boolean {
  return (
    textOf(`/proc/${String(pid)}/cmdline`)
      .split("\u0000")[0]
      ?.endsWith("pulumi") === true
  );
}

/** Without /proc nothing is found, and nothing is ended: the engine then stops by itself, as it was asked to. */
function childrenOf(parent: number): readonly number[] {
  const numbers = ((): readonly string[] => {
    try {
      return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    } catch {
      return [];
    }
  })();
  return numbers.flatMap((name) => {
    const fields = textOf(`/proc/${name}/stat`).split(") ").at(-1)?.split(" ") ?? [];
    return fields[1] === String(parent) ? [Number(name)] : [];
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
