import { setTimeout as sleep } from "node:timers/promises";

const FIRST_CALLS = 4;
const MAX_CALLS = 32;
/** After a throttled call, doubled with each further one. ms */
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 5_000;

/**
 * Limits the calls to a table that run at once: one more after as many good calls as may run, half of them after a throttled one. A new
 * on-demand table takes 4,000 writes a second, and more as it is used.
 */
export class AdaptiveWindow {
  #limit = FIRST_CALLS;
  #running = 0;
  #good = 0;
  #pauseMs = 0;
  readonly #waiting: (() => void)[] = [];

  /** Calls that may run at once. */
  get limit(): number {
    return this.#limit;
  }

  /** Runs a call when it may start. @param call returns whether AWS took all of it */
  async run(call: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    await this.#enter();
    try {
      // Spread, so that the calls that were throttled do not come back together.
      if (this.#pauseMs > 0) await sleep(this.#pauseMs * (0.5 + Math.random()), undefined, { signal });
      signal.throwIfAborted();
      if (await call()) this.#grow();
      else this.#shrink();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    while (this.#running >= this.#limit)
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    this.#running += 1;
  }

  #leave(): void {
    this.#running -= 1;
    for (let free = this.#limit - this.#running; free > 0; free -= 1) this.#waiting.shift()?.();
  }

  #grow(): void {
    this.#pauseMs = this.#pauseMs < FIRST_PAUSE_MS ? 0 : this.#pauseMs / 2;
    this.#good += 1;
    if (this.#good < this.#limit) return;
    this.#good = 0;
    this.#limit = Math.min(MAX_CALLS, this.#limit + 1);
  }

  #shrink(): void {
    this.#good = 0;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    this.#pauseMs = Math.min(MAX_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.#pauseMs * 2));
  }
}
