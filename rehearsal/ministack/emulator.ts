import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "../../tools/lock";
import type { Report } from "../../tools/report";
import { emulatorFolders } from "./environment";
import { ensureMinistack } from "./installation";
import { launch, type Launch } from "./launch";
import { choosePort, isFree } from "./port";
import { endGroup, isRunning, type ProcessId } from "./process";
import { readRecord, writeRecord } from "./record";
import { describe, isServing, type Emulator } from "./runningEmulator";

export interface StartedEmulator extends Emulator {
  /**
   * `found`: it was already running. `fresh`: it has no data. `resumed`: it has the data of its last run. `recovered`: the
   * last one crashed; changes of its last seconds may be lost, so the Pulumi state must be refreshed.
   */
  readonly origin: "found" | "fresh" | "resumed" | "recovered";
}

export interface StartRequest {
  /** The project's folder, where MiniStack is installed. */
  readonly root: string;
  /** Folder for the emulator's data; one emulator per folder. */
  readonly home: string;
  /** The port to listen on; 0 for any free port. @default the port of the last run, or a free one from 4570 */
  readonly port?: number;
  /** The account of requests without credentials, such as a browser's: 12 digits. @default 000000000000 */
  readonly account?: string;
  readonly report: Report;
}

const STOP_SECONDS = 30;
/** Attempts to start, where another process takes the chosen port first. */
const MAX_ATTEMPTS = 5;
const DEFAULT_ACCOUNT = "000000000000";

/**
 * Starts the emulator unless it is running.
 * @throws DeployError TOOLCHAIN_PYTHON, TOOLCHAIN_MINISTACK, PORT_TAKEN, EMULATOR_START
 */
export async function startEmulator(request: StartRequest): Promise<StartedEmulator> {
  const { root, home, report } = request;
  const { python } = await ensureMinistack({ root, report });
  await mkdir(home, { recursive: true, mode: 0o700 });
  return locked(home, report, async () => {
    const record = await readRecord(home);
    if (record?.kind === "running") {
      if (await isServing(record, record.port, home))
        return { ...describe(home, record.port, record.pid), origin: "found" };
      // It does not respond, or it crashed: end its remaining processes and keep its data.
      await endGroup(record, 0);
    }
    const launcher = join(root, "rehearsal", "ministack", "launch.py");
    const { port, child } = await launchOnFreePort(request, record?.port, { python, launcher });
    await writeRecord(home, { kind: "running", ...child, port });
    const origin = record === null ? "fresh" : record.kind === "stopped" ? "resumed" : "recovered";
    return { ...describe(home, port, child.pid), origin };
  });
}

/** Two rehearsals may choose the same port at once: the second then chooses another one. */
async function launchOnFreePort(
  { home, port: requested, account = DEFAULT_ACCOUNT }: StartRequest,
  earlier: number | undefined,
  program: Pick<Launch, "python" | "launcher">,
): Promise<{ readonly port: number; readonly child: ProcessId }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(requested, attempt === 1 ? earlier : undefined);
    try {
      return { port, child: await launch({ ...program, home, port, account }) };
    } catch (error) {
      if (requested !== undefined || attempt >= MAX_ATTEMPTS || (await isFree(port))) throw error;
    }
  }
}

/**
 * Stops the emulator of a folder and its functions. Its data is kept.
 * @returns whether one was running
 */
export async function stopEmulator(home: string): Promise<boolean> {
  if ((await readRecord(home)) === null) return false;
  return locked(home, undefined, async () => {
    const record = await readRecord(home);
    if (record?.kind !== "running" || !(await isRunning(record))) return false;
    await endGroup(record, STOP_SECONDS);
    await writeRecord(home, { kind: "stopped", port: record.port });
    return true;
  });
}

/** Stops the emulator of a folder and deletes its data, in every account. */
export async function resetEmulator(home: string): Promise<void> {
  await stopEmulator(home);
  const { data, scratch } = emulatorFolders(home);
  for (const path of [data, scratch, join(home, "emulator.json")]) await rm(path, { recursive: true, force: true });
}

function locked<T>(home: string, report: Report | undefined, work: () => Promise<T>): Promise<T> {
  const waiting = (owner: string): void => report?.line(`Waiting: ${owner} is starting or stopping the local AWS.`);
  return withLock(join(home, "emulator.lock"), waiting, work);
}
