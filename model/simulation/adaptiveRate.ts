/*
 * Client-side rate limiting of the AWS SDKs' retry mode `adaptive`, with the constants of aws-sdk-go-v2, aws/ratelimit and
 * aws/retry/adaptive_ratelimit.go: after a throttle the client sends at 0.7 of its measured rate, and increases that rate
 * along a cubic curve.
 */
const BETA = 0.7;
const SCALE = 0.4;
const SMOOTHING = 0.8;
const MIN_PER_SECOND = 0.5;
const MEASURED_WINDOW_S = 0.5;

/** Limits the requests of one client, one for each service. Times are seconds. */
export class AdaptiveRate {
  #limits = false;
  #perSecond = 0;
  #capacity = 0;
  #tokens = 0;
  #refilledAt = 0;
  #lastMaxRate = 0;
  #throttledAt = 0;
  #measured = 0;
  #requests = 0;
  #windowAt = 0;

  /** Takes a request's token. @returns seconds until there is one; 0: it was taken */
  acquire(now: number): number {
    if (!this.#limits) return 0;
    this.#refill(now);
    if (this.#tokens >= 1 - 1e-9) {
      this.#tokens -= 1;
      return 0;
    }
    return (1 - this.#tokens) / this.#perSecond;
  }

  /** After each answer. */
  update(isThrottled: boolean, now: number): void {
    this.#measure(now);
    const next = isThrottled ? this.#decrease(now) : this.#increase(now);
    if (this.#limits) this.#setRate(Math.min(next, 2 * this.#measured), now);
  }

  #decrease(now: number): number {
    const rate = this.#limits ? Math.min(this.#measured, this.#perSecond) : this.#measured;
    this.#lastMaxRate = rate;
    this.#throttledAt = now;
    this.#limits = true;
    return rate * BETA;
  }

  #increase(now: number): number {
    const window = Math.cbrt((this.#lastMaxRate * (1 - BETA)) / SCALE);
    return SCALE * (now - this.#throttledAt - window) ** 3 + this.#lastMaxRate;
  }

  #measure(now: number): void {
    const window = Math.floor(now / MEASURED_WINDOW_S) * MEASURED_WINDOW_S;
    this.#requests += 1;
    if (window <= this.#windowAt) return;
    const current = this.#requests / (window - this.#windowAt);
    this.#measured = current * SMOOTHING + this.#measured * (1 - SMOOTHING);
    this.#requests = 0;
    this.#windowAt = window;
  }

  #setRate(perSecond: number, now: number): void {
    this.#refill(now);
    this.#perSecond = Math.max(perSecond, MIN_PER_SECOND);
    this.#capacity = Math.max(perSecond, 1);
    this.#tokens = Math.min(this.#tokens, this.#capacity);
  }

  #refill(now: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + (now - this.#refilledAt) * this.#perSecond);
    this.#refilledAt = now;
  }
}
