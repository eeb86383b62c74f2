/**
 * The result of work, unless the signal is aborted first: then work is not awaited, whether it heeds the signal or not.
 * @throws the signal's reason, or what the work throws
 */
export async function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** No answer within the time limit. */
export class TimeoutError extends Error {
  /** @param limit ms */
  constructor(limit: number) {
    super(`no answer within ${String(limit / 1_000)} s`);
  }
}

/** A time budget for several waits. */
export class Deadline {
  readonly #limit: number;
  readonly #giveUp: AbortSignal;
  #left: number;

  /** @param limit ms @param giveUp aborts earlier */
  constructor(limit: number, giveUp: AbortSignal) {
    this.#limit = limit;
    this.#left = limit;
    this.#giveUp = giveUp;
  }

  /**
   * The result of work within the remaining time.
   * @param work gets a signal that is aborted at the time limit
   * @throws NoAnswer, the abort reason, or what work throws
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = new AbortController();
    const began = performance.now();
    const timer = setTimeout(
      () => {
        late.abort(new TimeoutError(this.#limit));
      },
      Math.max(0, this.#left),
    );
    const signal = AbortSignal.any([this.#giveUp, late.signal]);
    try {
      return await raceAbort(work(signal), signal);
    } finally {
      clearTimeout(timer);
      this.#left -= performance.now() - began;
    }
  }
}
