import { burstOf, ratesOf, type ApiRate, type ApiServiceId } from "../limits/apiRates";

/** AWS's side of throttling: a bucket of requests per rate. Times are ms. */
class TokenBucket {
  readonly #rate: ApiRate;
  #tokens: number;
  #at = 0;

  constructor(rate: ApiRate) {
    this.#rate = rate;
    this.#tokens = burstOf(rate);
  }

  /** Refills it up to now. */
  has(now: number): boolean {
    this.#tokens = Math.min(burstOf(this.#rate), this.#tokens + ((now - this.#at) / 1000) * this.#rate.perSecond);
    this.#at = now;
    // Binary fractions: a bucket that is full to one part in a billion is full.
    return this.#tokens >= 1 - 1e-9;
  }

  take(): void {
    this.#tokens -= 1;
  }
}

/** The control planes of an account and region. */
export class ControlPlanes {
  readonly #buckets = new Map<ApiRate, TokenBucket>();

  /** Whether AWS accepts the request; a throttled one takes no token. */
  accepts(service: ApiServiceId, operation: string, now: number): boolean {
    const buckets = ratesOf(service, operation).map((rate) => this.#bucket(rate));
    if (buckets.map((bucket) => bucket.has(now)).includes(false)) return false;
    for (const bucket of buckets) bucket.take();
    return true;
  }

  #bucket(rate: ApiRate): TokenBucket {
    const bucket = this.#buckets.get(rate) ?? new TokenBucket(rate);
    this.#buckets.set(rate, bucket);
    return bucket;
  }
}
