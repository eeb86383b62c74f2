import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emulatorFolders } from "./environment";

const POSITIONS = "dynamodb_stream_positions";

/**
 * Resets the positions of functions in streams of tables. The emulator persists the positions but not the streams: after a
 * restart it would skip as many new records as there were old ones.
 */
export async function rewindStreams(home: string): Promise<void> {
  const file = join(emulatorFolders(home).data, "state", "lambda.json");
  const state = await readFile(file, "utf8").then(
    (text) => parsed(text),
    () => null,
  );
  const payload = recordOf(state?.["payload"]);
  const positions = recordOf(payload?.[POSITIONS]);
  const data = recordOf(positions?.["data"]);
  if (data === null) return;
  const rewound = Object.fromEntries(Object.keys(data).map((key) => [key, 0]));
  const written = { ...state, payload: { ...payload, [POSITIONS]: { ...positions, data: rewound } } };
  await writeFile(`${file}.new`, JSON.stringify(written), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Null where the state is not JSON; the emulator reports that itself. */
function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return null;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}
