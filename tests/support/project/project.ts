import { spawn, type ChildProcess } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { STAGES } from "../../../model/stage/name";
import { writeRecord } from "../../../rehearsal/ministack/record";
import { stopEmulator } from "../../../rehearsal/ministack/emulator";
import { onShutdown } from "../emulator/shutdown";
import { takeSlot } from "../emulator/slot";
import { assertDocument } from "../documents/documents";

export const ROOT = join(__dirname, "..", "..", "..");

/** How a run of `bin/deploy` ended. */
export interface CommandResult {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The document that --json printed. */
  readonly json: Answer;
}

interface Answer {
  readonly command?: string;
  readonly outcome?: string;
  readonly changes?: Readonly<Record<string, number>>;
  readonly error?: { readonly code: string; readonly what: string; readonly remedy: string };
  readonly stages?: readonly Readonly<Record<string, unknown>>[];
  readonly removed?: number;
  readonly drift?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly properties?: readonly { readonly path: string }[];
  }[];
}

/** Action on a running command. */
export type InterruptAction = (run: ChildProcess) => Promise<unknown> | void;

/** As `kill -9` does, with all its children. */
export const killWithChildren: InterruptAction = ({ pid }) => {
  if (pid !== undefined) process.kill(-pid, "SIGKILL");
};

/** A project of its own in a temporary folder: the real tool, a small catalog with one of every kind of thing. */
export interface TestProject {
  readonly root: string;
  /** Its emulator's, once that runs: no other test process has it. */
  readonly port: number;
  readonly deploy: (args: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<CommandResult>;
  /** Starts it, and does something at the moment when its messages match. */
  readonly interrupted: (
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    at: RegExp,
    action: InterruptAction,
  ) => Promise<CommandResult>;
  /** Starts it, and ends it when so much time has passed, or it has. */
  readonly killedAfter: (
    args: readonly string[],
    milliseconds: number,
    action: InterruptAction,
  ) => Promise<CommandResult>;
  /** Changes a file of the project. */
  readonly edit: (file: string, change: (text: string) => string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Copies `tests/fixtures/project` and lends it the tools of this checkout. */
export async function makeProject(): Promise<TestProject> {
  const root = await mkdtemp(join(tmpdir(), "listbackup-project-"));
  await cp(join(ROOT, "tests", "fixtures", "project"), root, { recursive: true });
  for (const file of ["Pulumi.yaml", ...STAGES.map((stage) => `Pulumi.${stage}.yaml`)])
    await cp(join(ROOT, file), join(root, file));
  for (const shared of [
    ".tools",
    "tools",
    "rehearsal/languageHost",
    "rehearsal/ministack",
    "automation/build/placeholder",
    "automation/catalog/gofacts",
  ]) {
    await mkdir(dirname(join(root, shared)), { recursive: true });
    await symlink(join(ROOT, shared), join(root, shared));
  }
  await copyBackend(join(root, "backend"));
  const stopped = onShutdown(() => abandon(root));
  const { port, release } = await takeSlot();
  await mkdir(join(root, ".rehearsal"), { mode: 0o700 });
  await writeRecord(join(root, ".rehearsal"), { kind: "stopped", port });
  const deploy: TestProject["deploy"] = (args, environment = {}) => run(root, args, environment);
  return {
    root,
    port,
    deploy,
    interrupted: (args, environment, at, action) => run(root, args, environment, { at, action }),
    killedAfter: async (args, milliseconds, action) => {
      const child = start(root, args, {});
      const timer = setTimeout(() => {
        void action(child);
      }, milliseconds);
      return ended(child).finally(() => {
        clearTimeout(timer);
      });
    },
    edit: async (file, change) => {
      const path = join(root, file);
      await writeFile(path, change(await readFile(path, "utf8")));
    },
    remove: async () => {
      await deploy(["rehearse", "--stop"]);
      await release();
      await rm(root, { recursive: true, force: true });
      stopped();
    },
  };
}

/** The sample backend without its own catalog: its checks are of routes that the small catalog does not have. */
async function copyBackend(folder: string): Promise<void> {
  const sample = join(ROOT, "rehearsal", "backend");
  await cp(sample, folder, { recursive: true, filter: (path) => path !== join(sample, "catalog") });
}

/** Commands that run, by their project. */
const running = new Map<ChildProcess, string>();

/** Kills the processes of a project. */
async function abandon(root: string): Promise<void> {
  for (const [{ pid }, of] of running) if (of === root && pid !== undefined) killGroup(pid);
  await stopEmulator(join(root, ".rehearsal"));
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

function start(root: string, args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(join(ROOT, "bin", "deploy"), [...args, "--json"], {
    cwd: root,
    env: {
      ...process.env,
      LISTBACKUP_ROOT: root,
      LISTBACKUP_BACKEND: join(root, "backend"),
      // A file that tests permissions turns them on.
      LISTBACKUP_ACCESS_CHECK: process.env["LISTBACKUP_ACCESS_CHECK"] ?? "off",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that it can be killed whole.
    detached: true,
  });
  running.set(child, root);
  child.once("close", () => running.delete(child));
  return child;
}

async function run(
  root: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  interruption?: { readonly at: RegExp; readonly action: InterruptAction },
): Promise<CommandResult> {
  const child = start(root, args, environment);
  let action: Promise<unknown> | undefined;
  const ran = await ended(child, (output) => {
    if (interruption?.at.test(output) === true) action ??= Promise.resolve(interruption.action(child));
  });
  if (interruption !== undefined && action === undefined) {
    throw new Error(`it never printed ${String(interruption.at)}: ${ran.stderr}${ran.stdout}`);
  }
  await action;
  return ran;
}

/** @param listen called with all output so far, whenever there is more */
async function ended(child: ChildProcess, listen?: (output: string) => void): Promise<CommandResult> {
  const output = { out: "", err: "" };
  child.stdout?.on("data", (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => {
    output.err += chunk.toString();
    listen?.(output.err);
  });
  const exit = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code ?? -1);
    });
  });
  return { exit, stdout: output.out, stderr: output.err, json: answerOf(output.out) };
}

/** Every document that a test sees is held to its schema. */
function answerOf(stdout: string): Answer {
  let answer: Answer;
  try {
    answer = JSON.parse(stdout) as Answer;
  } catch {
    return {};
  }
  assertDocument(answer);
  return answer;
}
