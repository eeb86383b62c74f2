import { setTimeout as sleep } from "node:timers/promises";
import { isNotFound, isTransient } from "./errors";

/** How long it is waited. */
export interface Wait {
  readonly attempts: number;
  readonly pauseMs: number;
}

/** 30 s: AWS speaks of "a few seconds", and of minutes in the worst case. */
const DEFAULT_WAIT: Wait = { attempts: 16, pauseMs: 2_000 };

/**
 * Calls AWS about something that was just created. Until all servers of AWS know it, some say that it is not there, or
 * not ready: the call is repeated then.
 * @throws what the last call threw
 */
export async function untilConsistent<T>(call: () => Promise<T>, wait: Wait = DEFAULT_WAIT): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt >= wait.attempts || !(isNotFound(error) || isTransient(error))) throw error;
      await sleep(wait.pauseMs);
    }
  }
}

const CONFLICT_WAIT: Wait = { attempts: 5, pauseMs: 200 };

/**
 * Repeats a conditional write of S3 that met another one in progress (409): whether the condition holds is not decided
 * then, as it is with 412.
 * @throws what the last call threw
 */
export async function untilDecided<T>(write: () => Promise<T>, wait: Wait = CONFLICT_WAIT): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (attempt >= wait.attempts || (error as Error).name !== "ConditionalRequestConflict") throw error;
      await sleep(wait.pauseMs);
    }
  }
}
