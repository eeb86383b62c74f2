/** A bucket of requests that AWS lets an account make in a region: refilled at a rate, empty buckets throttle. */
export interface ApiRate {
  /** Operations that share the bucket; `others`: those without a bucket of their own; `all`: every one, in addition. */
  readonly operations: readonly string[] | "others" | "all";
  readonly perSecond: number;
  /** Requests of a full bucket. @default those of a second, at least one: only API Gateway and Route 53 name theirs */
  readonly burst?: number;
  /** `documented`: the source has this figure for these operations. `assumed`: it is a guess, and `source` says from what. */
  readonly basis: "documented" | "assumed";
  readonly source: string;
  /** Date on which the source was last read. */
  readonly readOn: string;
}

interface ApiService {
  readonly title: string;
  readonly rates: readonly ApiRate[];
}

const DOCS = "https://docs.aws.amazon.com";
const READ_ON = "2026-11-28";

function documented(operations: ApiRate["operations"], perSecond: number, source: string, burst?: number): ApiRate {
  return rate("documented", operations, perSecond, source, burst);
}

function assumed(operations: ApiRate["operations"], perSecond: number, source: string, burst?: number): ApiRate {
  return rate("assumed", operations, perSecond, source, burst);
}

function rate(
  basis: ApiRate["basis"],
  operations: ApiRate["operations"],
  perSecond: number,
  source: string,
  burst?: number,
): ApiRate {
  return { basis, operations, perSecond, source, readOn: READ_ON, ...(burst === undefined ? {} : { burst }) };
}

const LAMBDA = `${DOCS}/lambda/latest/dg/gettingstarted-limits.html`;
const API_GATEWAY = `${DOCS}/apigateway/latest/developerguide/limits.html`;
const COGNITO = `${DOCS}/cognito/latest/developerguide/quotas.html`;
const CLOUDWATCH = `${DOCS}/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html`;
const LOGS = `${DOCS}/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html`;
const SNS = `${DOCS}/general/latest/gr/sns.html`;
const ACM = `${DOCS}/acm/latest/userguide/acm-limits.html`;
const NONE_PUBLISHED = "AWS publishes no rate for these calls: a guess on the low side";
/** A second between two calls of API Gateway's quotas such as "1 request every 30 seconds". */
const EVERY_30_S = 1 / 30;
const EVERY_5_S = 1 / 5;
const EVERY_3_S = 1 / 3;

/**
 * Requests per second that AWS's control planes take from an account in a region, by service. The figures are of stored
 * copies of AWS's pages, and of its Service Quotas.
 */
export const API_SERVICES = {
  lambda: {
    title: "Lambda",
    rates: [
      documented(["GetFunction"], 100, LAMBDA),
      documented(["GetPolicy"], 15, LAMBDA),
      documented("others", 15, LAMBDA),
    ],
  },
  apigateway: {
    title: "API Gateway",
    rates: [
      documented("all", 10, API_GATEWAY, 40),
      documented(["CreateDomainName"], EVERY_30_S, API_GATEWAY),
      documented(["UpdateDomainName"], EVERY_30_S, API_GATEWAY),
      documented(["DeleteDomainName"], EVERY_30_S, API_GATEWAY),
      documented(["CreateDeployment"], EVERY_5_S, API_GATEWAY),
      assumed(["CreateApi"], EVERY_3_S, `${API_GATEWAY}, CreateRestApi of a REST API`),
      assumed(["ReimportApi"], 1, `${API_GATEWAY}, PutRestApi of a REST API`),
      assumed(["DeleteApi"], EVERY_30_S, `${API_GATEWAY}, DeleteRestApi of a REST API`),
    ],
  },
  iam: { title: "IAM", rates: [assumed("others", 10, NONE_PUBLISHED, 20)] },
  dynamodb: {
    title: "DynamoDB",
    rates: [documented("others", 2_500, `${DOCS}/amazondynamodb/latest/developerguide/bp-control-plane.html`)],
  },
  cognito: {
    title: "Cognito",
    rates: [
      documented(["CreateUserPool", "UpdateUserPool", "DeleteUserPool"], 15, COGNITO),
      documented(["DescribeUserPool", "GetUserPoolMfaConfig"], 15, COGNITO),
      documented(["CreateUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"], 5, COGNITO),
      documented(["DescribeUserPoolClient"], 5, COGNITO),
      documented(["GetGroup", "DescribeUserPoolDomain"], 5, COGNITO),
      documented("others", 5, COGNITO),
    ],
  },
  route53: {
    title: "Route 53",
    rates: [documented("others", 5, `${DOCS}/Route53/latest/DeveloperGuide/DNSLimitations.html`)],
  },
  acm: {
    title: "ACM",
    rates: [
      documented(["RequestCertificate"], 5, ACM),
      documented(["DescribeCertificate"], 10, ACM),
      documented(["ListTagsForCertificate"], 10, ACM),
      documented(["DeleteCertificate"], 10, ACM),
      assumed("others", 5, ACM),
    ],
  },
  cloudwatch: {
    title: "CloudWatch alarms and dashboards",
    rates: [
      documented(["PutMetricAlarm"], 3, CLOUDWATCH),
      documented(["PutCompositeAlarm"], 3, CLOUDWATCH),
      documented(["DescribeAlarms"], 9, CLOUDWATCH),
      documented(["PutDashboard"], 10, CLOUDWATCH),
      documented(["GetDashboard"], 10, CLOUDWATCH),
      documented(["ListTagsForResource"], 10, CLOUDWATCH),
      assumed("others", 3, CLOUDWATCH),
    ],
  },
  logs: {
    title: "CloudWatch Logs",
    rates: [
      documented(["CreateLogGroup"], 10, LOGS),
      documented(["DeleteLogGroup"], 10, LOGS),
      documented(["DescribeLogGroups"], 10, LOGS),
      documented(["PutRetentionPolicy"], 5, LOGS),
      documented(["ListTagsForResource"], 5, LOGS),
      assumed("others", 5, LOGS),
    ],
  },
  sns: {
    title: "SNS",
    rates: [
      documented(["CreateTopic", "DeleteTopic"], 30, SNS),
      documented(["SetTopicAttributes"], 30, SNS),
      documented(["GetTopicAttributes"], 30, SNS),
      documented(["ListTagsForResource"], 10, SNS),
      documented(["Subscribe", "Unsubscribe"], 100, SNS),
      documented(["GetSubscriptionAttributes", "SetSubscriptionAttributes"], 30, SNS),
      assumed("others", 10, SNS),
    ],
  },
  sqs: { title: "SQS", rates: [assumed("others", 20, NONE_PUBLISHED)] },
  events: { title: "EventBridge", rates: [assumed("others", 10, NONE_PUBLISHED)] },
  scheduler: { title: "EventBridge Scheduler", rates: [assumed("others", 20, NONE_PUBLISHED)] },
  ssm: {
    title: "Systems Manager",
    rates: [
      assumed(
        ["PutParameter"],
        3,
        `${DOCS}/general/latest/gr/ssm.html: the page could not be read; 3 is widely reported`,
      ),
      assumed("others", 10, NONE_PUBLISHED),
    ],
  },
  s3: { title: "S3 buckets", rates: [assumed("others", 10, NONE_PUBLISHED)] },
  ses: {
    title: "SES",
    rates: [
      assumed("others", 1, `${DOCS}/ses/latest/APIReference/: "throttled at one request per second", of some actions`),
    ],
  },
  autoscaling: { title: "Application Auto Scaling", rates: [assumed("others", 10, NONE_PUBLISHED)] },
  backup: { title: "AWS Backup", rates: [assumed("others", 5, NONE_PUBLISHED)] },
  budgets: { title: "Budgets", rates: [assumed("others", 1, NONE_PUBLISHED)] },
  cloudtrail: { title: "CloudTrail", rates: [assumed("others", 1, NONE_PUBLISHED)] },
  kms: { title: "KMS", rates: [assumed("others", 5, NONE_PUBLISHED)] },
} as const satisfies Readonly<Record<string, ApiService>>;

export type ApiServiceId = keyof typeof API_SERVICES;

/** The buckets that a call takes a request of. */
export function ratesOf(service: ApiServiceId, operation: string): readonly ApiRate[] {
  const rates: readonly ApiRate[] = API_SERVICES[service].rates;
  const own = rates.filter(({ operations }) => Array.isArray(operations) && operations.includes(operation));
  const shared = rates.filter(
    ({ operations }) => operations === "all" || (operations === "others" && own.length === 0),
  );
  return [...own, ...shared];
}

/** Requests of a full bucket. */
export function burstOf({ burst, perSecond }: ApiRate): number {
  return burst ?? Math.max(1, perSecond);
}
