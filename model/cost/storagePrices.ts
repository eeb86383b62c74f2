/** A price of AWS. */
export interface Price {
  /** US dollars per unit. */
  readonly usd: number;
  readonly unit: string;
  readonly source: string;
  /** Day on which it was written here. */
  readonly date: string;
}

/**
 * Prices of storage in us-west-2, without volume discounts and free tiers. They are typed from AWS's price pages, which are not
 * reachable from everywhere: a saving is an estimate.
 */
export const STORAGE_PRICES = {
  s3: { usd: 0.023, unit: "GB-month", source: "https://aws.amazon.com/s3/pricing/", date: "2026-11-28" },
  logs: { usd: 0.03, unit: "GB-month", source: "https://aws.amazon.com/cloudwatch/pricing/", date: "2026-11-28" },
} as const satisfies Record<string, Price>;

const GB = 1024 ** 3;

/** US dollars a month for storing so many bytes. */
export function monthlyCost({ usd }: Price, bytes: number): number {
  return (usd * bytes) / GB;
}
