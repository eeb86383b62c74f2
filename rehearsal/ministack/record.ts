import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** What a rehearsal's home remembers of its emulator, in `emulator.json`. */
const recordSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("running"),
    pid: z.number().int().positive(),
    started: z.string(),
    port: z.number().int(),
  }),
  /** Stopped in order. The next start takes the same port, which is part of the addresses that were handed out. */
  z.object({ kind: z.literal("stopped"), port: z.number().int() }),
]);

export type EmulatorRecord = z.infer<typeof recordSchema>;

/** Null where nothing was started yet, or the file is damaged: then nothing is known, and nothing is ever killed. */
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
