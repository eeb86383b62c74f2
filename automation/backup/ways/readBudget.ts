import { setTimeout as sleep } from "node:timers/promises";

/** Times in ms, and how to wait for them. */
export interface BudgetClock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const CLOCK: BudgetClock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

/** Read units per second that the backup of a table may use. What a page consumes is known after it was read. */
export class ReadBudget {
  readonly #unitsPerSecond: number;
  readonly #clock: BudgetClock;
  #nextRead = 0;

  constructor(unitsPerSecond: number, clock = CLOCK) {
    this.#unitsPerSecond = unitsPerSecond;
    this.#clock = clock;
  }

  /** Waits until the units that were spent are within the budget. @throws AbortError */
  async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const wait = this.#nextRead - this.#clock.now();
    if (wait > 0) await this.#clock.sleep(wait, signal);
  }

  spend(units: number): void {
    this.#nextRead = Math.max(this.#nextRead, this.#clock.now()) + (units / this.#unitsPerSecond) * 1_000;
  }
}
