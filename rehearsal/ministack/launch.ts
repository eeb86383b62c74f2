import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { DeployError } from "../../model/errors";
import { emulatorEnvironment, emulatorFolders } from "./environment";
import { isHealthy } from "./health";
import { rewindStreams } from "./streams";
import { endGroup, processOf, type ProcessId } from "./process";
import { logFile } from "./runningEmulator";

export interface Launch {
  readonly python: string;
  readonly launcher: string;
  readonly home: string;
  readonly port: number;
  /** 12 digits. */
  readonly account: string;
}

/** Four seconds are usual; a loaded machine takes up to ten times as long. */
const START_SECONDS = 90;
const MAX_LOG_BYTES = 20 * 1024 * 1024;
const TAIL_LINES = 15;

/**
 * Starts the emulator's process and waits until it responds. A process group of its own keeps it running after this process
 * ends, and ends its functions with it.
 * @throws DeployError EMULATOR_START with the end of its log
 */
export async function launch(request: Launch): Promise<ProcessId> {
  const { home, port } = request;
  const { data, scratch } = emulatorFolders(home);
  for (const folder of [data, scratch]) await mkdir(folder, { recursive: true, mode: 0o700 });
  await rewindStreams(home);
  const log = await openLog(home);
  const child = spawn(request.python, [request.launcher], {
    cwd: scratch,
    env: emulatorEnvironment(home, port, request.account),
    stdio: ["ignore", log.fd, log.fd],
    detached: true,
  });
  try {
    return await waitUntilHealthy(child, home, port);
  } finally {
    await log.close();
    child.unref();
  }
}

async function waitUntilHealthy(child: ChildProcess, home: string, port: number): Promise<ProcessId> {
  let error: Error | undefined;
  child.once("error", (reason) => (error = reason));
  const id = child.pid === undefined ? null : await processOf(child.pid);
  // A program that cannot be started has no pid; its error event follows.
  if (id === null) await sleep(50);
  const deadline = Date.now() + START_SECONDS * 1000;
  while (id !== null && child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    if (await isHealthy(port, home)) return id;
    await sleep(100);
  }
  if (id !== null) await endGroup(id, 0);
  const ended = child.exitCode ?? child.signalCode;
  const what = error?.message ?? (ended === null ? `no response after ${START_SECONDS} s` : `it ended with ${ended}`);
  throw new DeployError(
    "EMULATOR_START",
    `The local AWS did not start: ${what}.\n${await tail(logFile(home))}`,
    `Read ${logFile(home)}. If its data is damaged, run \`bin/deploy rehearse --reset\`, which deletes the data and starts again.`,
  );
}

async function openLog(home: string): Promise<Awaited<ReturnType<typeof open>>> {
  const file = logFile(home);
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MAX_LOG_BYTES) await rename(file, `${file}.1`);
  return open(file, "a", 0o600);
}

async function tail(file: string): Promise<string> {
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  return lines.slice(-TAIL_LINES).join("\n");
}
