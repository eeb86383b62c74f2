import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { LOOPBACK } from "./port";

const ANSWER_MILLISECONDS = 5000;

/** What an emulator answers when it is asked whose it is: tells rehearsals apart, and no folder's name. */
export function homeToken(home: string): string {
  return createHash("sha256").update(resolve(home)).digest("hex").slice(0, 32);
}

/** Whether the emulator of a home answers on a port: another rehearsal's does not count. */
export async function isHealthy(port: number, home: string): Promise<boolean> {
  try {
    const [health, owner] = await Promise.all([
      answerOf(port, "/_ministack/health"),
      answerOf(port, "/_listbackup/home"),
    ]);
    return health !== null && owner === homeToken(home);
  } catch {
    return false;
  }
}

/** @returns null where the answer is an error */
async function answerOf(port: number, path: string): Promise<string | null> {
  const response = await fetch(`http://${LOOPBACK}:${port}${path}`, {
    signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
  });
  const text = await response.text();
  return response.ok ? text : null;
}
