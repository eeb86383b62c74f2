import { join } from "node:path";
import { isHealthy } from "./health";
import { LOOPBACK } from "./port";
import { isRunning, type ProcessId } from "./process";
import { readRecord } from "./record";

/** An AWS on this machine. A 12-digit access key id is the account that a request goes to. */
export interface Emulator {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  /** Its log file. */
  readonly log: string;
}

/** The running emulator of a folder; null where none responds. Starts nothing. */
export async function emulatorStatus(home: string): Promise<Emulator | null> {
  const record = await readRecord(home);
  if (record?.kind !== "running" || !(await isServing(record, record.port, home))) return null;
  return describe(home, record.port, record.pid);
}

export function describe(home: string, port: number, pid: number): Emulator {
  return { endpoint: `http://${LOOPBACK}:${port}`, port, pid, log: logFile(home) };
}

export async function isServing(id: ProcessId, port: number, home: string): Promise<boolean> {
  return (await isRunning(id)) && isHealthy(port, home);
}

/** The emulator's log. */
export function logFile(home: string): string {
  return join(home, "emulator.log");
}
