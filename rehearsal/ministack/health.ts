import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { LOOPBACK } from "./port";

const RESPONSE_TIMEOUT_MS = 5000;

/** Identifies the emulator of a folder, without the folder's name. */
export function homeToken(home: string): string {
  return createHash("sha256").update(pathOf(home)).digest("hex").slice(0, 32);
}

/** A folder that is reached through a link is the same. */
function pathOf(home: string): string {
  try {
    return realpathSync(home);
  } catch {
    return resolve(home);
  }
}

/** Whether the emulator of a folder responds on a port. The emulator of another rehearsal does not count. */
export async function isHealthy(port: number, home: string): Promise<boolean> {
  try {
    const [health, owner] = await Promise.all([
      responseText(port, "/_ministack/health"),
      responseText(port, "/_listbackup/home"),
    ]);
    return health !== null && owner === homeToken(home);
  } catch {
    return false;
  }
}

/** `fetch` would take longer to load than the response takes. @returns null where the response is an error */
async function responseText(port: number, path: string): Promise<string | null> {
  const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: LOOPBACK, port, path, signal }, resolve).on("error", reject);
  });
  const body = await text(response);
  return response.statusCode === 200 ? body : null;
}
