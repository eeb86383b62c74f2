/** A price of AWS. */
export interface Price {
  /** US dollars per unit. */
  readonly usd: number;
  readonly unit: string;
  readonly source: string;
  /** Day on which it was written here. */
  readonly date: string;
}

/** Day on which the prices were written here. */
export const PRICE_DATE = "2026-11-28";

/**
 * Prices in us-west-2, without volume discounts and free tiers. They are typed, not fetched: AWS's price pages are not
 * reachable from everywhere. Other regions differ by up to a quarter.
 */
export const PRICES = {
  s3Storage: { usd: 0.023, unit: "GB-month", source: "https://aws.amazon.com/s3/pricing/", date: PRICE_DATE },
  /** Of DynamoDB's own backups. */
  tableBackup: {
    usd: 0.1,
    unit: "GB-month",
    source: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    date: PRICE_DATE,
  },
  logStorage: { usd: 0.03, unit: "GB-month", source: "https://aws.amazon.com/cloudwatch/pricing/", date: PRICE_DATE },
  /** An alarm on a Metrics Insights query counts every metric that the query analyses. */
  alarmMetric: {
    usd: 0.1,
    unit: "metric-month",
    source: "https://aws.amazon.com/cloudwatch/pricing/",
    date: PRICE_DATE,
  },
  compositeAlarm: { usd: 0.5, unit: "month", source: "https://aws.amazon.com/cloudwatch/pricing/", date: PRICE_DATE },
  dashboard: { usd: 3, unit: "month", source: "https://aws.amazon.com/cloudwatch/pricing/", date: PRICE_DATE },
  key: { usd: 1, unit: "month", source: "https://aws.amazon.com/kms/pricing/", date: PRICE_DATE },
  secret: { usd: 0.4, unit: "month", source: "https://aws.amazon.com/secrets-manager/pricing/", date: PRICE_DATE },
  zone: { usd: 0.5, unit: "month", source: "https://aws.amazon.com/route53/pricing/", date: PRICE_DATE },
  healthCheck: { usd: 0.5, unit: "month", source: "https://aws.amazon.com/route53/pricing/", date: PRICE_DATE },
  invocations: { usd: 0.2, unit: "million", source: "https://aws.amazon.com/lambda/pricing/", date: PRICE_DATE },
  armSecond: {
    usd: 0.0000133334,
    unit: "GB-second",
    source: "https://aws.amazon.com/lambda/pricing/",
    date: PRICE_DATE,
  },
  x86Second: {
    usd: 0.0000166667,
    unit: "GB-second",
    source: "https://aws.amazon.com/lambda/pricing/",
    date: PRICE_DATE,
  },
  apiRequests: { usd: 1, unit: "million", source: "https://aws.amazon.com/api-gateway/pricing/", date: PRICE_DATE },
  logIngestion: { usd: 0.5, unit: "GB", source: "https://aws.amazon.com/cloudwatch/pricing/", date: PRICE_DATE },
  /** Of Logs Insights: data that a query reads. */
  logQueries: { usd: 0.005, unit: "GB", source: "https://aws.amazon.com/cloudwatch/pricing/", date: PRICE_DATE },
  readRequests: {
    usd: 0.125,
    unit: "million units",
    source: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    date: PRICE_DATE,
  },
  writeRequests: {
    usd: 0.625,
    unit: "million units",
    source: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    date: PRICE_DATE,
  },
  readCapacity: {
    usd: 0.00013,
    unit: "unit-hour",
    source: "https://aws.amazon.com/dynamodb/pricing/provisioned/",
    date: PRICE_DATE,
  },
  writeCapacity: {
    usd: 0.00065,
    unit: "unit-hour",
    source: "https://aws.amazon.com/dynamodb/pricing/provisioned/",
    date: PRICE_DATE,
  },
} as const satisfies Record<string, Price>;

/** Hours of a month, as AWS's calculator has them. */
export const HOURS_PER_MONTH = 730;

const GB = 1024 ** 3;

/** US dollars a month for storing so many bytes. */
export function storageCost({ usd }: Price, bytes: number): number {
  return (usd * bytes) / GB;
}
