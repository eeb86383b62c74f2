import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessId } from "./process";

/** The last emulator of a rehearsal, in `emulator.json`. */
export type EmulatorRecord =
  | (ProcessId & { readonly kind: "running"; readonly port: number })
  /** Stopped normally. The next start uses the same port, which is part of addresses in the state. */
  | { readonly kind: "stopped"; readonly port: number };

/** Null where no emulator was started yet or the file is damaged; then no process is ended. */
export async function readRecord(home: string): Promise<EmulatorRecord | null> {
  try {
    return checked(JSON.parse(await readFile(recordFile(home), "utf8")) as Partial<Record<string, unknown>>);
  } catch {
    return null;
  }
}

/** By hand: every command of a rehearsal reads the record, and a schema takes longer to load than most of them may take. */
function checked({ kind, port, pid, started }: Partial<Record<string, unknown>>): EmulatorRecord | null {
  if (!isPositive(port)) return null;
  if (kind === "stopped") return { kind, port };
  return kind === "running" && isPositive(pid) && typeof started === "string" ? { kind, pid, started, port } : null;
}

/** Zero as a pid would be the own process group. */
function isPositive(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

export async function writeRecord(home: string, record: EmulatorRecord): Promise<void> {
  const file = recordFile(home);
  await writeFile(`${file}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function recordFile(home: string): string {
  return join(home, "emulator.json");
}
