import { setTimeout as sleep } from "node:timers/promises";

/** Times in ms, and how to wait for them. */
export interface RateLimiterClock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const CLOCK: RateLimiterClock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

/** Lets calls start in the order in which they ask, with a minimum interval between two starts. */
export class RateLimiter {
  readonly #intervalMs: number;
  readonly #clock: RateLimiterClock;
  #nextStart = 0;

  constructor(intervalMs: number, clock = CLOCK) {
    this.#intervalMs = intervalMs;
    this.#clock = clock;
  }

  /** Waits until the call may start. @throws AbortError */
  async acquire(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const start = Math.max(now, this.#nextStart);
    this.#nextStart = start + this.#intervalMs;
    if (start > now) await this.#clock.sleep(start - now, signal);
  }
}
