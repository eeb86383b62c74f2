/** A price of AWS. */
export interface Price {
  /** US dollars per unit. */
  readonly usd: number;
  readonly unit: string;
  readonly source: string;
  /** Day on which it was written here. */
  readonly date: string;
}

const DATE = "2026-11-28";

/**
 * Prices in us-west-2, without volume discounts and free tiers. They are typed, not fetched: AWS's price pages are not
 * reachable from everywhere. Other regions differ by up to a quarter.
 */
export const PRICES = {
  s3Storage: { usd: 0.023, unit: "GB-month", source: "https://aws.amazon.com/s3/pricing/", date: DATE },
  logStorage: { usd: 0.03, unit: "GB-month", source: "https://aws.amazon.com/cloudwatch/pricing/", date: DATE },
  /** An alarm on a Metrics Insights query counts every metric that the query analyses. */
  alarmMetric: { usd: 0.1, unit: "metric-month", source: "https://aws.amazon.com/cloudwatch/pricing/", date: DATE },
  compositeAlarm: { usd: 0.5, unit: "month", source: "https://aws.amazon.com/cloudwatch/pricing/", date: DATE },
  dashboard: { usd: 3, unit: "month", source: "https://aws.amazon.com/cloudwatch/pricing/", date: DATE },
  key: { usd: 1, unit: "month", source: "https://aws.amazon.com/kms/pricing/", date: DATE },
  secret: { usd: 0.4, unit: "month", source: "https://aws.amazon.com/secrets-manager/pricing/", date: DATE },
  zone: { usd: 0.5, unit: "month", source: "https://aws.amazon.com/route53/pricing/", date: DATE },
  healthCheck: { usd: 0.5, unit: "month", source: "https://aws.amazon.com/route53/pricing/", date: DATE },
  readCapacity: {
    usd: 0.00013,
    unit: "unit-hour",
    source: "https://aws.amazon.com/dynamodb/pricing/provisioned/",
    date: DATE,
  },
  writeCapacity: {
    usd: 0.00065,
    unit: "unit-hour",
    source: "https://aws.amazon.com/dynamodb/pricing/provisioned/",
    date: DATE,
  },
} as const satisfies Record<string, Price>;

/** Hours of a month, as AWS's calculator has them. */
export const HOURS_PER_MONTH = 730;

const GB = 1024 ** 3;

/** US dollars a month for storing so many bytes. */
export function storageCost({ usd }: Price, bytes: number): number {
  return (usd * bytes) / GB;
}
