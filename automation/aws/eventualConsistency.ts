import { setTimeout as sleep } from "node:timers/promises";
import { isNotFound, isTransient } from "./errors";

export interface RetryPolicy {
  readonly attempts: number;
  readonly pauseMs: number;
}

/** 30 s in total: AWS documents "a few seconds", and minutes in the worst case. */
const DEFAULT_POLICY: RetryPolicy = { attempts: 16, pauseMs: 2_000 };

/**
 * Repeats a call about a resource that was just created, until all servers of AWS know the resource.
 * @throws the error of the last attempt
 */
export async function retryUntilConsistent<T>(
  call: () => Promise<T>,
  policy: RetryPolicy = DEFAULT_POLICY,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt >= policy.attempts || !(isNotFound(error) || isTransient(error))) throw error;
      await sleep(policy.pauseMs);
    }
  }
}

const CONFLICT_POLICY: RetryPolicy = { attempts: 5, pauseMs: 200 };

/**
 * Repeats a conditional write to S3 that conflicts with another one in progress (409): only 412 says that the condition
 * does not hold.
 * @throws the error of the last attempt
 */
export async function retryConflicts<T>(write: () => Promise<T>, policy: RetryPolicy = CONFLICT_POLICY): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (attempt >= policy.attempts || (error as Error).name !== "ConditionalRequestConflict") throw error;
      await sleep(policy.pauseMs);
    }
  }
}
