import { setTimeout as sleep } from "node:timers/promises";

/** Times in ms, and how to wait for them. */
export interface PacerClock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const CLOCK: PacerClock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

/** Lets calls through in the order in which they come, with a pause between each two. */
export class Pacer {
  readonly #pause: number;
  readonly #clock: PacerClock;
  #next = 0;

  /** @param pause ms */
  constructor(pause: number, clock = CLOCK) {
    this.#pause = pause;
    this.#clock = clock;
  }

  /** Waits until it is one's turn. @throws AbortError */
  async turn(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const at = Math.max(now, this.#next);
    this.#next = at + this.#pause;
    if (at > now) await this.#clock.sleep(at - now, signal);
  }
}
