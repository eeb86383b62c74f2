import type { LogEvent } from "../aws/monitoring/logEvents";

/** Lines come late and out of order: so far back each look goes. ms */
const OVERLAP = 15_000;
/** No line comes later than this: where nothing is found, no more is looked through each time. ms */
const LATEST = 600_000;

/** A log group that is followed: how far it was read, and what of that is known. */
export class Followed {
  readonly name: string;
  readonly #seen = new Map<string, number>();
  #since: number;

  /** @param since Unix ms */
  constructor(name: string, since: number) {
    this.name = name;
    this.#since = since;
  }

  /** From when on it is to be looked through. Unix ms */
  get since(): number {
    return this.#since;
  }

  /**
   * Takes what a look has found.
   * @param events by time
   * @param now Unix ms; a line that is stamped later does not let the ones before it be missed
   * @returns those that were not there before
   */
  take(events: readonly LogEvent[], now: number): readonly LogEvent[] {
    const fresh = events.filter((event) => this.#isNew(event));
    const newest = Math.min(events.at(-1)?.at ?? -Infinity, now);
    this.#since = Math.max(this.#since, newest - OVERLAP, now - LATEST);
    for (const [key, at] of this.#seen) if (at < this.#since) this.#seen.delete(key);
    return fresh;
  }

  #isNew({ stream, at, message }: LogEvent): boolean {
    const key = `${stream} ${String(at)} ${message}`;
    if (this.#seen.has(key)) return false;
    this.#seen.set(key, at);
    return true;
  }
}
