import { setTimeout as sleep } from "node:timers/promises";

/** After a throttled call, doubled with each further one. ms */
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 5_000;

/** Calls that run at once: how many at first, and at most. */
export interface WindowSize {
  readonly first: number;
  readonly max: number;
}

/** Limits how many calls run at once, by what becomes of them. */
abstract class AdaptiveWindow {
  #limit: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(readonly size: WindowSize) {
    this.#limit = size.first;
  }

  /** Calls that may run at once. */
  get limit(): number {
    return this.#limit;
  }

  protected set limit(limit: number) {
    this.#limit = Math.max(1, Math.min(this.size.max, Math.floor(limit)));
  }

  protected async within<T>(call: () => Promise<T>): Promise<T> {
    while (this.#running >= this.#limit)
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    this.#running += 1;
    try {
      return await call();
    } finally {
      this.#running -= 1;
      for (let free = this.#limit - this.#running; free > 0; free -= 1) this.#waiting.shift()?.();
    }
  }
}

/**
 * Limits the calls to a table: one more after as many good calls as may run, half of them after a throttled one. A new on-demand
 * table takes 4,000 writes a second, and more as it is used.
 */
export class ThrottleWindow extends AdaptiveWindow {
  #good = 0;
  #pauseMs = 0;

  constructor(size: WindowSize = { first: 4, max: 32 }) {
    super(size);
  }

  /** Runs a call when it may start. @param call returns whether AWS took all of it */
  async run(call: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    await this.within(async () => {
      // Spread, so that the calls that were throttled do not come back together.
      if (this.#pauseMs > 0) await sleep(this.#pauseMs * (0.5 + Math.random()), undefined, { signal });
      signal.throwIfAborted();
      if (await call()) this.#grow();
      else this.#shrink();
    });
  }

  #grow(): void {
    this.#pauseMs = this.#pauseMs < FIRST_PAUSE_MS ? 0 : this.#pauseMs / 2;
    this.#good += 1;
    if (this.#good < this.limit) return;
    this.#good = 0;
    this.limit += 1;
  }

  #shrink(): void {
    this.#good = 0;
    this.limit /= 2;
    this.#pauseMs = Math.min(MAX_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.#pauseMs * 2));
  }
}

/** Calls take so much longer than the fastest ones when they wait for each other. */
const SLOWER = 2;

/**
 * Limits all calls: one more while they take as long as before, one less where they take longer. More of them would only wait for
 * each other: on this machine, on the way, or in a service that answers one at a time.
 */
export class LatencyWindow extends AdaptiveWindow {
  #fastestMs = Infinity;
  #calls = 0;
  #totalMs = 0;

  constructor(
    size: WindowSize = { first: 2, max: 64 },
    readonly clock: () => number = () => performance.now(),
  ) {
    super(size);
  }

  run<T>(call: () => Promise<T>): Promise<T> {
    return this.within(async () => {
      const started = this.clock();
      const result = await call();
      this.#learn(this.clock() - started);
      return result;
    });
  }

  #learn(milliseconds: number): void {
    this.#calls += 1;
    this.#totalMs += milliseconds;
    if (this.#calls < this.limit) return;
    const average = this.#totalMs / this.#calls;
    // The fastest round is forgotten slowly: a service may become slower for other reasons.
    this.#fastestMs = Math.min(this.#fastestMs * 1.01, average);
    this.limit += average > SLOWER * this.#fastestMs ? -1 : 1;
    [this.#calls, this.#totalMs] = [0, 0];
  }
}
