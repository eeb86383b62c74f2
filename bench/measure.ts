import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a command took, as a whole process. */
export interface Measurement {
  readonly seconds: number;
  /** Most that it and its children held at one moment, MB; 0 where there is no /proc. */
  readonly megabytes: number;
  /** Most that it held by itself, MB. */
  readonly own: number;
  readonly stdout: string;
  /** It and its children, the one with the most processor time first; none where there is no /proc. */
  readonly processes?: readonly ProcessUse[];
}

/** What one process took. */
export interface ProcessUse {
  /** The last parts of its first words: `pulumi preview`, `node main.js`. */
  readonly name: string;
  /** Processor time until it was last seen. */
  readonly seconds: number;
  /** Most that it held. */
  readonly megabytes: number;
}

const EVERY_MS = 100;
/** Of `utime` and `stime` in /proc, on every usual Linux. */
const TICKS_PER_SECOND = 100;

/** Runs a command to its end. @param folder in which it runs @throws where it fails: a figure of a failure means nothing */
export function measure(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  folder = process.cwd(),
): Promise<Measurement> {
  const started = performance.now();
  const child = spawn(command, args, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const peak = { tree: 0, own: 0 };
  const uses = new Map<number, ProcessUse>();
  const sampler = setInterval(() => {
    if (child.pid === undefined) return;
    const now = residentOf(child.pid);
    peak.tree = Math.max(peak.tree, now.tree);
    peak.own = Math.max(peak.own, now.own);
    for (const { pid, megabytes } of now.family) {
      const before = uses.get(pid);
      const use = useOf(pid, Math.max(megabytes, before?.megabytes ?? 0)) ?? before;
      if (use !== undefined) uses.set(pid, use);
    }
  }, EVERY_MS);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      clearInterval(sampler);
      const stdout = Buffer.concat(out).toString();
      const processes = [...uses.values()].sort((a, b) => b.seconds - a.seconds);
      if (code === 0)
        resolve({
          seconds: (performance.now() - started) / 1000,
          megabytes: peak.tree,
          own: peak.own,
          stdout,
          processes,
        });
      else
        reject(
          new Error(
            `${command} ${args.join(" ")} ended with ${String(code)}\n${stdout}${Buffer.concat(err).toString()}`,
          ),
        );
    });
  });
}

interface Residence {
  readonly tree: number;
  readonly own: number;
  readonly family: readonly ProcessInfo[];
}

/** MB of a process, and of it with all below it. Reads these processes only: reading all of a machine takes time from what is measured. */
function residentOf(root: number): Residence {
  const family = [root, ...descendantsOf(root)].flatMap(readProcess);
  const tree = family.reduce((sum, { megabytes }) => sum + megabytes, 0);
  return { tree, own: family.find(({ pid }) => pid === root)?.megabytes ?? 0, family };
}

/** A process may be started by any thread of another. */
function descendantsOf(pid: number): readonly number[] {
  const threads = join("/proc", String(pid), "task");
  return whileItRuns(() => readdirSync(threads)).flatMap((thread) =>
    whileItRuns(() => readFileSync(join(threads, thread, "children"), "utf8").split(" "))
      .filter((child) => child !== "")
      .flatMap((child) => [Number(child), ...descendantsOf(Number(child))]),
  );
}

/** @returns nothing where the process or thread has ended */
function whileItRuns<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch {
    return [];
  }
}

/** Undefined where the process has ended. */
function useOf(pid: number, megabytes: number): ProcessUse | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    // After the name, which may have spaces, `utime` and `stime` are the 12th and 13th field.
    const [user = 0, system = 0] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number);
    const words = readFileSync(`/proc/${String(pid)}/cmdline`, "utf8").split("\u0000");
    const plain = words.filter((word) => word !== "" && !word.startsWith("-")).slice(0, 3);
    const name = plain.map((word) => word.split("/").at(-1) ?? word).join(" ");
    return name === "" ? undefined : { name, seconds: (user + system) / TICKS_PER_SECOND, megabytes };
  } catch {
    return undefined;
  }
}

interface ProcessInfo {
  readonly pid: number;
  readonly megabytes: number;
}

function readProcess(pid: number): readonly ProcessInfo[] {
  return whileItRuns(() => {
    const status = readFileSync(`/proc/${String(pid)}/status`, "utf8");
    return [{ pid, megabytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024 }];
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
