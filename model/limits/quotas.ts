/** A quota of AWS on the number of resources in an account. */
interface Quota {
  /** With the scope: `DynamoDB tables in the region`. */
  readonly title: string;
  /** Default for a new account, in `unit`. */
  readonly default: number;
  readonly unit: string;
  /** How Service Quotas names it; null: AWS does not raise it. */
  readonly request: {
    readonly service: string;
    readonly code: string;
    /** Quotas of the whole account are in us-east-1. */
    readonly region: "of the stage" | "us-east-1";
  } | null;
  /** What to do where AWS does not raise it. */
  readonly alternative?: string;
  readonly source: string;
  /** Date on which source and code were last read. */
  readonly readOn: string;
}

const DOCS = "https://docs.aws.amazon.com";
const READ = { readOn: "2026-11-28" } as const;
const HTTP_API_QUOTAS = `${DOCS}/apigateway/latest/developerguide/http-api-quotas.html`;
const regional = (service: string, code: string) => ({ service, code, region: "of the stage" }) as const;

/**
 * Quotas that a stage can reach. Left out: those of which a stage uses less than a hundredth: queues, topics, parameters, log
 * groups, user pools.
 */
export const QUOTAS = {
  concurrency: {
    ...READ,
    title: "Lambda concurrent executions",
    default: 1_000,
    unit: "executions",
    request: regional("lambda", "L-B99A9384"),
    source: `${DOCS}/lambda/latest/dg/gettingstarted-limits.html`,
  },
  codeStorage: {
    ...READ,
    title: "Lambda code storage in the region",
    default: 75,
    unit: "GB",
    request: regional("lambda", "L-2ACBD22F"),
    source: `${DOCS}/lambda/latest/dg/gettingstarted-limits.html`,
  },
  tables: {
    ...READ,
    title: "DynamoDB tables in the region",
    default: 2_500,
    unit: "tables",
    request: regional("dynamodb", "L-F98FE922"),
    source: `${DOCS}/amazondynamodb/latest/developerguide/ServiceQuotas.html`,
  },
  buckets: {
    ...READ,
    title: "S3 buckets of the account",
    default: 10_000,
    unit: "buckets",
    request: regional("s3", "L-DC2B2D3D"),
    source: `${DOCS}/AmazonS3/latest/userguide/BucketRestrictions.html`,
  },
  roles: {
    ...READ,
    title: "IAM roles of the account",
    default: 1_000,
    unit: "roles",
    request: { service: "iam", code: "L-FE177D64", region: "us-east-1" },
    source: `${DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html`,
  },
  routes: {
    ...READ,
    title: "Routes of an HTTP API",
    default: 300,
    unit: "routes",
    request: regional("apigateway", "L-65B5C802"),
    source: HTTP_API_QUOTAS,
  },
  integrations: {
    ...READ,
    title: "Integrations of an HTTP API",
    default: 300,
    unit: "integrations",
    request: null,
    alternative: "Give a part of the paths an API of its own: see docs/several-apis.md.",
    source: HTTP_API_QUOTAS,
  },
  rules: {
    ...READ,
    title: "EventBridge rules of a bus",
    default: 300,
    unit: "rules",
    request: regional("events", "L-244521F2"),
    source: `${DOCS}/eventbridge/latest/userguide/eb-quota.html`,
  },
  queryAlarms: {
    ...READ,
    title: "Alarms on Metrics Insights queries in the region",
    default: 200,
    unit: "alarms",
    request: null,
    alternative:
      "Set listbackup:alarms to off on a stage of the same account and region, or move the stage to an account of its own.",
    source: `${DOCS}/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html`,
  },
} as const satisfies Readonly<Record<string, Quota>>;

export type QuotaId = keyof typeof QUOTAS;
export type AnyQuota = Quota;

/** How a quota compares with what is needed. */
export interface QuotaUse {
  readonly id: QuotaId;
  /** The account's limit, in the quota's unit. */
  readonly limit: number;
  /** Whether the limit is AWS's default, because the account's could not be read. */
  readonly assumed: boolean;
  /** What others in the account use. */
  readonly others: number;
  /** What the stage will use. */
  readonly planned: number;
}

/** From this share on a quota is nearly used. */
const NEARLY_USED = 0.9;

export function quotaVerdict({ limit, others, planned }: QuotaUse): "enough" | "nearly used" | "too small" {
  const needed = others + planned;
  if (needed > limit) return "too small";
  return needed > limit * NEARLY_USED ? "nearly used" : "enough";
}

/** A fifth more than is needed, so that the next deployment fits too. */
function desiredQuota({ others, planned }: Pick<QuotaUse, "others" | "planned">): number {
  return Math.ceil((others + planned) * 1.2);
}

/**
 * The command that asks AWS for more; null where AWS does not raise the quota.
 * @param profile undefined: the caller's environment
 */
export function quotaRequest(
  use: Pick<QuotaUse, "id" | "others" | "planned">,
  { region, profile }: { readonly region: string; readonly profile?: string },
): string | null {
  const { request } = QUOTAS[use.id] as Quota;
  if (request === null) return null;
  return [
    "aws service-quotas request-service-quota-increase",
    `--service-code ${request.service}`,
    `--quota-code ${request.code}`,
    `--desired-value ${String(desiredQuota(use))}`,
    `--region ${request.region === "us-east-1" ? "us-east-1" : region}`,
    ...(profile === undefined ? [] : [`--profile ${profile}`]),
  ].join(" ");
}
