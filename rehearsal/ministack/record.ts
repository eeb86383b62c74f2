import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** The last emulator of a rehearsal, in `emulator.json`. */
const recordSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("running"),
    pid: z.number().int().positive(),
    started: z.string(),
    port: z.number().int(),
  }),
  /** Stopped normally. The next start uses the same port, which is part of addresses in the state. */
  z.object({ kind: z.literal("stopped"), port: z.number().int() }),
]);

export type EmulatorRecord = z.infer<typeof recordSchema>;

/** Null where no emulator was started yet or the file is damaged; then no process is ended. */
export async function readRecord(home: string): Promise<EmulatorRecord | null> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(recordFile(home), "utf8")));
  } catch {
    return null;
  }
}

export async function writeRecord(home: string, record: EmulatorRecord): Promise<void> {
  const file = recordFile(home);
  await writeFile(`${file}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function recordFile(home: string): string {
  return join(home, "emulator.json");
}
