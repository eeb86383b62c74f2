import type { LogEvent } from "../aws/monitoring/logEvents";

/** Lines arrive late and out of order: each poll reads this time again. ms */
const OVERLAP_MS = 15_000;
/** No line arrives later than this, so a poll of a quiet group does not go further back. ms */
const MAX_DELAY_MS = 600_000;

/** How far a log group was read. */
export class LogCursor {
  readonly group: string;
  readonly #shownLines = new Map<string, number>();
  #since: number;

  /** @param since Unix ms */
  constructor(group: string, since: number) {
    this.group = group;
    this.#since = since;
  }

  /** Start of the next poll. Unix ms */
  get since(): number {
    return this.#since;
  }

  /**
   * Advances by the result of a poll.
   * @param events oldest first
   * @param now Unix ms; lines with a later timestamp do not advance the cursor further
   * @returns lines that are new
   */
  advance(events: readonly LogEvent[], now: number): readonly LogEvent[] {
    const newEvents = events.filter((event) => this.#isNew(event));
    const newest = Math.min(events.at(-1)?.at ?? -Infinity, now);
    this.#since = Math.max(this.#since, newest - OVERLAP_MS, now - MAX_DELAY_MS);
    for (const [key, at] of this.#shownLines) if (at < this.#since) this.#shownLines.delete(key);
    return newEvents;
  }

  #isNew({ stream, at, message }: LogEvent): boolean {
    const key = `${stream} ${String(at)} ${message}`;
    if (this.#shownLines.has(key)) return false;
    this.#shownLines.set(key, at);
    return true;
  }
}
