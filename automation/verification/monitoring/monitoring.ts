import type { CheckSpec } from "../../../model/catalog/schema/checks";
import { DeployError } from "../../../model/errors";
import { Undecided, type Verdict } from "../verdict";

/**
 * Checks that look at how the stage is doing, after the fact, and use nothing of it; and what each of them reads. A
 * rollback does without: what is gone back to was watched when it was new, and what is seen now may come of what it
 * replaces.
 */
export const WATCHES = {
  metrics: "the metrics",
  logs: "the logs",
  traces: "the traces",
} as const satisfies Partial<Record<CheckSpec["kind"], string>>;
type Watching = keyof typeof WATCHES;

export function isWatching(kind: CheckSpec["kind"]): kind is Watching {
  return Object.hasOwn(WATCHES, kind);
}

/**
 * Looks. What keeps it from looking (no permission, a throttle, a lost connection, no time) says nothing of the stage, so
 * it is no failure; an error of ours is.
 * @throws Undecided where AWS did not let it look
 */
export async function watched(kind: Watching, look: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    throw new Undecided(`${WATCHES[kind]} could not be read: ${error.what}`);
  }
}
