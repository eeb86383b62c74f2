import { spawn, type ChildProcess } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const ROOT = join(__dirname, "..", "..");

/** How a run of `bin/deploy` ended. */
export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The document that --json printed. */
  readonly json: Answer;
}

export interface Answer {
  readonly outcome?: string;
  readonly changes?: Readonly<Record<string, number>>;
  readonly error?: { readonly code: string; readonly what: string; readonly remedy: string };
  readonly stages?: readonly Readonly<Record<string, unknown>>[];
  readonly removed?: number;
}

/** A project of its own in a temporary folder: the real tool, a small catalog with one of every kind of thing. */
export interface TestProject {
  readonly root: string;
  readonly deploy: (args: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<Ran>;
  /** Starts it and kills it with all its children, as `kill -9` does, when its output or this time says so. */
  readonly killed: (
    args: readonly string[],
    afterMs: number,
    environment: Readonly<Record<string, string>>,
  ) => Promise<void>;
  /** Changes a file of the project. */
  readonly edit: (file: string, change: (text: string) => string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Copies `tests/fixtures/project` and lends it the tools of this checkout. */
export async function makeProject(): Promise<TestProject> {
  const root = await mkdtemp(join(tmpdir(), "listbackup-project-"));
  await cp(join(ROOT, "tests", "fixtures", "project"), root, { recursive: true });
  for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml"]) await cp(join(ROOT, file), join(root, file));
  for (const shared of [".tools", "tools", "rehearsal/ministack", "automation/build/placeholder"]) {
    await mkdir(dirname(join(root, shared)), { recursive: true });
    await symlink(join(ROOT, shared), join(root, shared));
  }
  const deploy: TestProject["deploy"] = (args, environment = {}) => run(root, args, environment);
  return {
    root,
    deploy,
    killed: (args, afterMs, environment) => kill(root, args, afterMs, environment),
    edit: async (file, change) => {
      const path = join(root, file);
      await writeFile(path, change(await readFile(path, "utf8")));
    },
    remove: async () => {
      await deploy(["rehearse", "--stop"]);
      await rm(root, { recursive: true, force: true });
    },
  };
}

function start(root: string, args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(join(ROOT, "bin", "deploy"), [...args, "--json"], {
    cwd: root,
    env: {
      ...process.env,
      LISTBACKUP_ROOT: root,
      LISTBACKUP_BACKEND: join(ROOT, "rehearsal", "backend"),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that it can be killed whole.
    detached: true,
  });
}

async function kill(
  root: string,
  args: readonly string[],
  afterMs: number,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const child = start(root, args, environment);
  const closed = new Promise((resolve) => child.once("close", resolve));
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  await closed;
}

function run(root: string, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ran> {
  const child = start(root, args, environment);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const stdout = Buffer.concat(out).toString();
      const stderr = Buffer.concat(err).toString();
      resolve({ exit: code ?? -1, stdout, stderr, json: answerOf(stdout) });
    });
  });
}

function answerOf(stdout: string): Answer {
  try {
    return JSON.parse(stdout) as Answer;
  } catch {
    return {};
  }
}
