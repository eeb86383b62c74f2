/** A limit of AWS, in the unit that it names. */
interface Limit {
  readonly unit: string;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly number[];
  /** Whether AWS raises it on request: such a limit is no error. */
  readonly adjustable: boolean;
  readonly source: string;
  /** Date on which the source was read. */
  readonly checked: string;
}

const DOCS = "https://docs.aws.amazon.com";
const CHECKED = "2026-11-28";
const FIXED = { adjustable: false, checked: CHECKED } as const;

/** AWS's limits that are known before anything runs. Each is used by a rule, which a test holds. */
export const AWS_LIMITS = {
  logRetention: {
    ...FIXED,
    unit: "days",
    values: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
    source: `${DOCS}/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html`,
  },
  accessToken: {
    ...FIXED,
    unit: "seconds",
    min: 300,
    max: 86_400,
    source: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html`,
  },
  idToken: {
    ...FIXED,
    unit: "seconds",
    min: 300,
    max: 86_400,
    source: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html`,
  },
  refreshToken: {
    ...FIXED,
    unit: "seconds",
    min: 3_600,
    max: 315_360_000,
    source: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html`,
  },
  infrequentAccessTransition: {
    ...FIXED,
    unit: "days",
    min: 30,
    source: `${DOCS}/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html`,
  },
  corsMaxAge: {
    ...FIXED,
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
  functionEnvironment: {
    ...FIXED,
    unit: "bytes",
    max: 4_096,
    source: `${DOCS}/lambda/latest/dg/gettingstarted-limits.html`,
  },
  tableIndexes: {
    unit: "indexes",
    max: 20,
    adjustable: true,
    checked: CHECKED,
    source: `${DOCS}/amazondynamodb/latest/developerguide/ServiceQuotas.html`,
  },
} as const satisfies Readonly<Record<string, Limit>>;
