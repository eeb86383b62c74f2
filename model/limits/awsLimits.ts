/** An AWS limit and its unit. */
interface Limit {
  readonly unit: string;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly number[];
  /** Whether AWS raises it on request; exceeding such a limit is a warning. */
  readonly adjustable: boolean;
  readonly source: string;
  /** Date on which the source, or AWS's API model, was last read and had this value. */
  readonly readOn?: string;
}

/** Exceeding an adjustable limit is a warning: the account may have a higher one. */
export function severityOf({ adjustable }: Pick<Limit, "adjustable">): "error" | "warning" {
  return adjustable ? "warning" : "error";
}

const DOCS = "https://docs.aws.amazon.com";
const READ = { readOn: "2026-11-28" } as const;
const FIXED = { adjustable: false } as const;
const HTTP_API_QUOTAS = `${DOCS}/apigateway/latest/developerguide/http-api-quotas.html`;
const QUEUE_ATTRIBUTES = `${DOCS}/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html`;
const EVENT_RETRY_POLICY = `${DOCS}/eventbridge/latest/APIReference/API_RetryPolicy.html`;
const LAMBDA_CONCURRENCY = `${DOCS}/lambda/latest/api/API_PutFunctionConcurrency.html`;
const EVENT_SOURCES = `${DOCS}/lambda/latest/api/API_CreateEventSourceMapping.html`;
const TABLE_CONSTRAINTS = `${DOCS}/amazondynamodb/latest/developerguide/Constraints.html`;
const PUT_ALARM = `${DOCS}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`;
const PUT_PARAMETER = `${DOCS}/systems-manager/latest/APIReference/API_PutParameter.html`;
const LAMBDA_QUOTAS = `${DOCS}/lambda/latest/dg/gettingstarted-limits.html`;

/** AWS limits that are checked before a deployment. A test asserts that a rule uses each. */
export const AWS_LIMITS = {
  logRetention: {
    ...FIXED,
    ...READ,
    unit: "days",
    values: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
    source: `${DOCS}/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html`,
  },
  accessToken: {
    ...FIXED,
    ...READ,
    unit: "seconds",
    min: 300,
    max: 86_400,
    source: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_TokenValidityUnitsType.html`,
  },
  idToken: {
    ...FIXED,
    ...READ,
    unit: "seconds",
    min: 300,
    max: 86_400,
    source: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_TokenValidityUnitsType.html`,
  },
  refreshToken: {
    ...FIXED,
    ...READ,
    unit: "seconds",
    min: 3_600,
    max: 315_360_000,
    source: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_TokenValidityUnitsType.html`,
  },
  infrequentAccessTransition: {
    ...FIXED,
    unit: "days",
    min: 30,
    source: `${DOCS}/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html`,
  },
  corsMaxAge: {
    ...FIXED,
    ...READ,
    unit: "seconds",
    min: -1,
    max: 86_400,
    source: `${DOCS}/apigatewayv2/latest/api-reference/apis-apiid.html`,
  },
  roleInlinePolicies: {
    ...FIXED,
    unit: "characters",
    max: 10_240,
    source: `${DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html`,
  },
  budgetNotifications: {
    ...FIXED,
    unit: "notifications of a budget",
    max: 10,
    source: `${DOCS}/cost-management/latest/userguide/management-limits.html`,
  },
  managedPolicy: {
    ...FIXED,
    unit: "characters without white space",
    max: 6_144,
    source: `${DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html`,
  },
  managedPoliciesOfRole: {
    adjustable: true,
    unit: "policies",
    max: 10,
    source: `${DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html`,
  },
  trustPolicy: {
    adjustable: true,
    unit: "characters without white space",
    max: 2_048,
    source: `${DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html`,
  },
  functionEnvironment: {
    ...FIXED,
    unit: "bytes",
    max: 4_096,
    source: LAMBDA_QUOTAS,
  },
  apiRoutes: {
    ...READ,
    adjustable: true,
    unit: "routes",
    max: 300,
    source: HTTP_API_QUOTAS,
  },
  apiIntegrations: { ...READ, adjustable: false, unit: "integrations", max: 300, source: HTTP_API_QUOTAS },
  apiMultiLevelMappings: { ...READ, adjustable: false, unit: "API mappings", max: 200, source: HTTP_API_QUOTAS },
  apiMappingKey: {
    ...FIXED,
    unit: "characters",
    max: 300,
    source: `${DOCS}/apigateway/latest/developerguide/http-api-mappings.html`,
  },
  apiAuthorizers: { ...READ, adjustable: true, unit: "authorizers", max: 10, source: HTTP_API_QUOTAS },
  apiIntegrationTimeout: { ...READ, adjustable: false, unit: "seconds", max: 30, source: HTTP_API_QUOTAS },
  apiAuthorizerTimeout: { ...READ, adjustable: false, unit: "seconds", max: 10, source: HTTP_API_QUOTAS },
  authorizerCache: {
    ...FIXED,
    ...READ,
    unit: "seconds",
    min: 0,
    max: 3_600,
    source: `${DOCS}/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html`,
  },
  queueVisibilityTimeout: {
    ...READ,
    adjustable: false,
    unit: "seconds",
    min: 0,
    max: 43_200,
    source: QUEUE_ATTRIBUTES,
  },
  queueRetention: { ...READ, adjustable: false, unit: "seconds", min: 60, max: 1_209_600, source: QUEUE_ATTRIBUTES },
  queueReceiveWait: { ...READ, adjustable: false, unit: "seconds", min: 0, max: 20, source: QUEUE_ATTRIBUTES },
  queueMaxReceives: {
    adjustable: false,
    unit: "receipts",
    min: 1,
    max: 1_000,
    source: `${DOCS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue.html`,
  },
  functionMemory: { ...READ, adjustable: false, unit: "MB", min: 128, max: 10_240, source: LAMBDA_QUOTAS },
  functionTimeout: { ...READ, adjustable: false, unit: "seconds", min: 1, max: 900, source: LAMBDA_QUOTAS },
  /** Of all functions together: an account's 1,000 executions, of which Lambda leaves 100 to functions without a share. */
  reservedConcurrency: { ...READ, adjustable: true, unit: "executions", min: 0, max: 900, source: LAMBDA_CONCURRENCY },
  deliveryRetries: { ...READ, adjustable: false, unit: "retries", min: 0, max: 185, source: EVENT_RETRY_POLICY },
  deliveryEventAge: { ...READ, adjustable: false, unit: "seconds", min: 60, max: 86_400, source: EVENT_RETRY_POLICY },
  triggerBatch: { ...READ, adjustable: false, unit: "records", min: 1, max: 10_000, source: EVENT_SOURCES },
  /** Of a FIFO queue, and of a standard queue without a batching window. */
  smallTriggerBatch: { ...READ, adjustable: false, unit: "messages", min: 1, max: 10, source: EVENT_SOURCES },
  triggerWindow: { ...READ, adjustable: false, unit: "seconds", min: 0, max: 300, source: EVENT_SOURCES },
  triggerConcurrency: { ...READ, adjustable: false, unit: "invocations", min: 2, max: 1_000, source: EVENT_SOURCES },
  /** AWS's -1 (no limit) is written in the catalog by leaving the key out. */
  streamRetries: { ...READ, adjustable: false, unit: "retries", min: 0, max: 10_000, source: EVENT_SOURCES },
  streamRecordAge: { ...READ, adjustable: false, unit: "seconds", min: 60, max: 604_800, source: EVENT_SOURCES },
  streamParallelization: { ...READ, adjustable: false, unit: "batches", min: 1, max: 10, source: EVENT_SOURCES },
  passwordLength: {
    ...READ,
    adjustable: false,
    unit: "characters",
    min: 6,
    max: 99,
    source: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html`,
  },
  /** More groups than AWS's 10,000 in a pool do not fit into a file of the catalog. */
  cognitoGroupName: {
    ...FIXED,
    ...READ,
    unit: "characters",
    min: 1,
    max: 128,
    source: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html`,
  },
  /** Period times evaluation periods, of a period below an hour. */
  alarmShortPeriods: { ...READ, adjustable: false, unit: "seconds", max: 86_400, source: PUT_ALARM },
  /** The same of a period of an hour or more. */
  alarmLongPeriods: { ...READ, adjustable: false, unit: "seconds", max: 604_800, source: PUT_ALARM },
  standardParameter: { ...READ, adjustable: false, unit: "bytes", max: 4_096, source: PUT_PARAMETER },
  secretValue: {
    ...READ,
    adjustable: false,
    unit: "bytes",
    min: 1,
    max: 65_536,
    source: `${DOCS}/secretsmanager/latest/apireference/API_PutSecretValue.html`,
  },
  advancedParameter: { ...READ, adjustable: false, unit: "bytes", max: 8_192, source: PUT_PARAMETER },
  /** Limit of the AWS provider; CloudWatch's own is 2,048. */
  alarmExpression: {
    adjustable: false,
    unit: "characters",
    max: 1_024,
    source: "terraform-provider-aws, internal/service/cloudwatch/metric_alarm.go, metric_query.expression",
  },
  tableItem: { adjustable: false, unit: "bytes", max: 409_600, source: TABLE_CONSTRAINTS },
  tablePartitionKey: { adjustable: false, unit: "bytes", min: 1, max: 2_048, source: TABLE_CONSTRAINTS },
  tableSortKey: { adjustable: false, unit: "bytes", min: 1, max: 1_024, source: TABLE_CONSTRAINTS },
  cognitoTriggerTimeout: {
    adjustable: false,
    unit: "seconds",
    max: 5,
    source: `${DOCS}/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html`,
  },
  ruleTargets: {
    ...READ,
    adjustable: false,
    unit: "targets",
    max: 5,
    source: `${DOCS}/eventbridge/latest/APIReference/API_PutTargets.html`,
  },
  tableIndexes: {
    unit: "indexes",
    max: 20,
    adjustable: true,
    source: `${DOCS}/amazondynamodb/latest/developerguide/ServiceQuotas.html`,
  },
} as const satisfies Readonly<Record<string, Limit>>;
