import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What a command took, as a whole process. */
export interface Measurement {
  readonly seconds: number;
  /** Most that it and its children held at one moment, MB; 0 where there is no /proc. */
  readonly megabytes: number;
  /** Most that it held by itself, MB. */
  readonly own: number;
  readonly stdout: string;
}

const EVERY_MS = 100;

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
  const sampler = setInterval(() => {
    if (child.pid === undefined) return;
    const now = residentOf(child.pid);
    peak.tree = Math.max(peak.tree, now.tree);
    peak.own = Math.max(peak.own, now.own);
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
      if (code === 0)
        resolve({ seconds: (performance.now() - started) / 1000, megabytes: peak.tree, own: peak.own, stdout });
      else
        reject(
          new Error(
            `${command} ${args.join(" ")} ended with ${String(code)}\n${stdout}${Buffer.concat(err).toString()}`,
          ),
        );
    });
  });
}

/** MB of a process, and of it with all below it. */
function residentOf(root: number): { readonly tree: number; readonly own: number } {
  const processes = listProcesses();
  const family = new Set([root]);
  for (let grown = true; grown;) {
    const before = family.size;
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
    grown = family.size > before;
  }
  const tree = processes.filter(({ pid }) => family.has(pid)).reduce((sum, { megabytes }) => sum + megabytes, 0);
  return { tree, own: processes.find(({ pid }) => pid === root)?.megabytes ?? 0 };
}

interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly megabytes: number;
}

function listProcesses(): readonly ProcessInfo[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap(readProcess);
  } catch {
    return [];
  }
}

function readProcess(pid: string): readonly ProcessInfo[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    return [{ pid: Number(pid), parent: field("PPid"), megabytes: field("VmRSS") / 1024 }];
  } catch {
    return [];
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
