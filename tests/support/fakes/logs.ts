import type { FilterLogs } from "../../../automation/aws/monitoring/logPages";

export interface FakeLine {
  readonly timestamp: number;
  readonly message: string;
  readonly logStreamName: string;
}

export function logLine(timestamp: number, message: string): FakeLine {
  return { timestamp, message, logStreamName: "one" };
}

/** A clock that advances only while code sleeps. */
export class VirtualClock {
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  #time = 0;

  readonly now = (): number => this.#time;

  readonly sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => {
      this.#sleepers.push({ at: this.#time + milliseconds, wake });
      if (this.#sleepers.length === 1) setImmediate(this.#wakeNext);
    });

  /** All work after a wake-up is done before the next one. */
  readonly #wakeNext = (): void => {
    this.#sleepers.sort((a, b) => a.at - b.at);
    const next = this.#sleepers.shift();
    this.#time = Math.max(this.#time, next?.at ?? 0);
    next?.wake();
    if (this.#sleepers.length > 0) setImmediate(this.#wakeNext);
  };
}

/** CloudWatch's limit: five requests in any second, over all groups. */
export function limited(clock: VirtualClock, filter: FilterLogs): FilterLogs {
  const requestTimes: number[] = [];
  return (request, signal) => {
    const now = clock.now();
    requestTimes.push(now);
    if (requestTimes.filter((at) => at > now - 1_000).length > 5)
      return Promise.reject(awsFailure("ThrottlingException"));
    return filter(request, signal);
  };
}

/** An error as the SDK throws it. */
export function awsFailure(name: string, more: object = {}): Error {
  return Object.assign(new Error(name), { name, ...more });
}
