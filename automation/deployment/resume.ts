import type { Context } from "../commands/command";
import type { Session } from "../session";

/** Says what an interrupted run left, and clears the way. */
export async function resumeInterrupted(_context: Context, _session: Session): Promise<void> {
  return Promise.resolve();
}
