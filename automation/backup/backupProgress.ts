import type { TableProgress } from "./ways/logical";

/** Rate and remaining time of the reading of tables. */
export interface BackupProgress {
  readonly items: number;
  readonly bytes: number;
  /** By AWS's last count, which may be six hours old. */
  readonly totalItems: number;
  readonly itemsPerSecond: number;
  /** Null: nothing is known yet. */
  readonly secondsLeft: number | null;
}

/** Adds the progress of tables up. */
export class ProgressCounter {
  readonly #startedAt: number;
  readonly #totalItems: number;
  #items = 0;
  #bytes = 0;

  /** @param now Unix ms */
  constructor(totalItems: number, now: number) {
    this.#totalItems = totalItems;
    this.#startedAt = now;
  }

  add({ items, bytes }: TableProgress): void {
    this.#items += items;
    this.#bytes += bytes;
  }

  at(now: number): BackupProgress {
    const seconds = Math.max(0.001, (now - this.#startedAt) / 1_000);
    const itemsPerSecond = this.#items / seconds;
    const left = Math.max(0, this.#totalItems - this.#items);
    return {
      items: this.#items,
      bytes: this.#bytes,
      totalItems: Math.max(this.#totalItems, this.#items),
      itemsPerSecond,
      secondsLeft: itemsPerSecond === 0 ? null : left / itemsPerSecond,
    };
  }
}
