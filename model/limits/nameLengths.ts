/** AWS's limit on the length of a resource name, in characters. */
interface NameLength {
  readonly max: number;
  readonly source: string;
  /** Date on which the source, or AWS's API model, was last read and had this value. */
  readonly readOn?: string;
}

const DOCS = "https://docs.aws.amazon.com";
const READ = { readOn: "2026-11-28" } as const;

/** Limits by kind of `NAMES`. */
export const NAME_LENGTHS = {
  table: { max: 255, source: `${DOCS}/amazondynamodb/latest/APIReference/API_CreateTable.html` },
  queue: { ...READ, max: 80, source: `${DOCS}/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html` },
  bucket: { max: 63, source: `${DOCS}/AmazonS3/latest/userguide/bucketnamingrules.html` },
  topic: { ...READ, max: 256, source: `${DOCS}/sns/latest/api/API_CreateTopic.html` },
  bus: { ...READ, max: 256, source: `${DOCS}/eventbridge/latest/APIReference/API_CreateEventBus.html` },
  rule: { ...READ, max: 64, source: `${DOCS}/eventbridge/latest/APIReference/API_PutRule.html` },
  schedule: { ...READ, max: 64, source: `${DOCS}/scheduler/latest/APIReference/API_CreateSchedule.html` },
  function: { ...READ, max: 64, source: `${DOCS}/lambda/latest/api/API_CreateFunction.html` },
  role: { ...READ, max: 64, source: `${DOCS}/IAM/latest/APIReference/API_CreateRole.html` },
  userPool: {
    ...READ,
    max: 128,
    source: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html`,
  },
  client: {
    ...READ,
    max: 128,
    source: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html`,
  },
  userPoolDomain: {
    ...READ,
    max: 63,
    source: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html`,
  },
  api: { max: 128, source: `${DOCS}/apigatewayv2/latest/api-reference/apis.html` },
  logGroup: { ...READ, max: 512, source: `${DOCS}/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html` },
  configurationSet: { ...READ, max: 64, source: `${DOCS}/ses/latest/APIReference-V2/API_CreateConfigurationSet.html` },
  emailTemplate: { max: 64, source: `${DOCS}/ses/latest/APIReference-V2/API_CreateEmailTemplate.html` },
  alarm: { ...READ, max: 255, source: `${DOCS}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html` },
  dashboard: { ...READ, max: 255, source: `${DOCS}/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html` },
  healthCheck: {
    max: 27,
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route53_health_check",
  },
} as const satisfies Readonly<Record<string, NameLength>>;
