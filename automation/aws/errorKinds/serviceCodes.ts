import type { CodeRow } from "./codeRow";

const KMS_REMEDY = "Enable the KMS key that AWS names, or cancel its deletion.";

/** Codes that mean something of their own in one service. */
export const SERVICE_ROWS: readonly CodeRow[] = [
  // Lambda
  {
    service: "lambda",
    codes: ["CodeStorageExceeded"],
    kind: "quota",
    remedy: "Delete old versions of functions, or request an increase of code storage (75 GB by default).",
  },
  { service: "lambda", codes: ["ResourceConflict"], message: /already exists?\b/i, kind: "exists" },
  { service: "lambda", codes: ["ResourceConflict"], kind: "not-ready" },
  { service: "lambda", codes: ["ResourceNotReady", "SnapStartNotReady", "SnapStartTimeout"], kind: "not-ready" },
  {
    service: "lambda",
    codes: ["InvalidParameterValue"],
    message: /cannot be assumed by Lambda/i,
    kind: "not-ready",
    remedy: "A new role takes a few seconds to reach Lambda: wait a minute.",
  },
  {
    service: "lambda",
    codes: ["InvalidParameterValue"],
    message: /execution role does not have permissions/i,
    kind: "denied",
  },
  {
    service: "lambda",
    codes: ["InvalidParameterValue"],
    message: /UnreservedConcurrentExecution/i,
    kind: "quota",
    remedy:
      "The account must keep 100 concurrent executions unreserved: request an increase of concurrency, or set listbackup:functions.reservedConcurrency to false in the stage's file.",
  },
  {
    service: "lambda",
    codes: ["PolicyLengthExceeded"],
    kind: "quota",
    remedy: "The function's policy has its maximum size: remove permissions from it.",
  },
  { service: "lambda", codes: ["KMSAccessDenied"], kind: "denied" },
  { service: "lambda", codes: ["KMSDisabled", "KMSInvalidState", "KMSNotFound"], kind: "invalid", remedy: KMS_REMEDY },
  { service: "lambda", codes: ["EC2Throttled", "ENILimitReached"], kind: "throttled" },
  { service: "lambda", codes: ["Service"], kind: "unavailable" },

  // API Gateway
  { service: "apigatewayv2", codes: ["Conflict", "BadRequest"], message: /already exists/i, kind: "exists" },
  { service: "apigatewayv2", codes: ["Conflict"], kind: "conflict" },
  {
    service: "apigatewayv2",
    codes: ["BadRequest"],
    message: /\blimit (?:is |has been )?exceeded|exceed(?:s|ed) the limit|maximum number of/i,
    kind: "quota",
  },

  // Cognito
  { service: "cognitoidentityprovider", codes: ["LimitExceeded"], message: /attempt limit/i, kind: "throttled" },
  {
    service: "cognitoidentityprovider",
    codes: ["InvalidParameter"],
    message: /domain.*already (?:exists|associated)/i,
    kind: "taken",
  },
  { service: "cognitoidentityprovider", codes: ["UserPoolTagging"], kind: "conflict" },
  {
    service: "cognitoidentityprovider",
    codes: ["InvalidLambdaResponse", "UnexpectedLambda", "UserLambdaValidation"],
    kind: "invalid",
    remedy: "See what the trigger's function logged: `bin/deploy logs <stage> --errors`.",
  },

  // DynamoDB: 500 concurrent table operations per account, and 2,500 tables
  {
    service: "dynamodb",
    codes: ["LimitExceeded"],
    message: /simultaneous|concurrent|at the same time|being created, updated/i,
    kind: "throttled",
  },
  { service: "dynamodb", codes: ["LimitExceeded"], kind: "quota" },
  { service: "dynamodb", codes: ["ResourceInUse"], message: /already exists|duplicate table name/i, kind: "exists" },
  { service: "dynamodb", codes: ["ResourceInUse", "ContinuousBackupsUnavailable", "BackupInUse"], kind: "not-ready" },
  { service: "dynamodb", codes: ["ItemCollectionSizeLimitExceeded"], kind: "quota" },
  {
    service: "dynamodb",
    codes: ["Validation"],
    message: /Time to live has been modified multiple times/i,
    kind: "not-ready",
    remedy: "AWS allows one change of a table's TTL per hour: wait an hour.",
  },
  { service: "dynamodb", codes: ["Validation"], message: /Subscriber limit exceeded/i, kind: "quota" },
  {
    service: "dynamodb",
    codes: ["TransactionConflict", "TransactionInProgress", "ReplicatedWriteConflict"],
    kind: "conflict",
  },

  // Route 53: one change of a zone at a time, and five requests per second and account
  { service: "route53", codes: ["PriorRequestNotComplete"], kind: "not-ready" },
  { service: "route53", codes: ["InvalidChangeBatch"], message: /already exists/i, kind: "exists" },
  { service: "route53", codes: ["InvalidChangeBatch"], message: /not found/i, kind: "missing" },
  { service: "route53", codes: ["HostedZoneNotEmpty"], kind: "in-use" },
  {
    service: "route53",
    codes: ["ConflictingDomainExists", "HostedZoneAlreadyExists", "DelegationSetAlreadyCreated"],
    kind: "exists",
  },
  { service: "route53", codes: ["DelegationSetNotAvailable"], kind: "quota" },

  // SSM
  { service: "ssm", codes: ["TooManyUpdates"], kind: "conflict" },
  {
    service: "ssm",
    codes: ["ParameterLimitExceeded", "ParameterMaxVersionLimitExceeded", "ParameterVersionLabelLimitExceeded"],
    kind: "quota",
  },
  { service: "ssm", codes: ["InvalidKeyId"], kind: "invalid", remedy: KMS_REMEDY },
  { service: "ssm", codes: ["UnsupportedFeatureRequired"], kind: "not-offered" },

  // SQS
  {
    service: "sqs",
    codes: ["QueueDeletedRecently"],
    kind: "not-ready",
    remedy: "The name of a deleted queue is available again after 60 seconds: wait a minute.",
  },
  { service: "sqs", codes: ["PurgeQueueInProgress"], kind: "not-ready" },
  { service: "sqs", codes: ["OverLimit"], kind: "quota" },
  {
    service: "sqs",
    codes: ["KmsDisabled", "KmsInvalidState", "KmsNotFound", "KmsInvalidKeyUsage"],
    kind: "invalid",
    remedy: KMS_REMEDY,
  },

  // SNS
  { service: "sns", codes: ["AuthorizationError", "KMSAccessDenied"], kind: "denied" },
  {
    service: "sns",
    codes: ["TopicLimitExceeded", "SubscriptionLimitExceeded", "FilterPolicyLimitExceeded"],
    kind: "quota",
  },
  { service: "sns", codes: ["ConcurrentAccess", "StaleTag"], kind: "conflict" },
  { service: "sns", codes: ["KMSDisabled", "KMSInvalidState", "KMSNotFound"], kind: "invalid", remedy: KMS_REMEDY },

  // IAM: eventually consistent for a new principal
  { service: "iam", codes: ["MalformedPolicyDocument"], message: /invalid principal/i, kind: "not-ready" },
  { service: "iam", codes: ["EntityTemporarilyUnmodifiable"], kind: "not-ready" },
  { service: "iam", codes: ["DeleteConflict"], kind: "in-use" },
  { service: "iam", codes: ["ConcurrentModification"], kind: "conflict" },
  { service: "iam", codes: ["UnmodifiableEntity"], kind: "denied" },

  // KMS
  {
    service: "kms",
    codes: ["KMSInvalidState"],
    message: /pending (?:creation|import|replica)|creating|updating/i,
    kind: "not-ready",
  },
  { service: "kms", codes: ["KMSInvalidState", "Disabled"], kind: "invalid", remedy: KMS_REMEDY },
  { service: "kms", codes: ["KeyUnavailable", "DependencyTimeout", "KMSInternal"], kind: "unavailable" },
  { service: "kms", codes: ["MalformedPolicyDocument"], message: /invalid principals?/i, kind: "not-ready" },

  // S3
  { service: "s3", codes: ["BucketAlreadyExists"], kind: "taken" },
  { service: "s3", codes: ["OperationAborted", "ConditionalRequestConflict"], kind: "conflict" },
  {
    service: "s3",
    codes: ["BucketNotEmpty"],
    kind: "in-use",
    remedy: "Empty the bucket that AWS names, if its objects are not needed.",
  },
  {
    service: "s3",
    codes: [
      "PermanentRedirect",
      "TemporaryRedirect",
      "MovedPermanently",
      "AuthorizationHeaderMalformed",
      "IllegalLocationConstraint",
    ],
    kind: "wrong-region",
  },
  { service: "s3", codes: ["AllAccessDisabled", "AccountProblem", "InvalidObjectState"], kind: "denied" },
  { service: "s3", codes: ["TooManyBuckets"], kind: "quota" },

  // CloudWatch and its logs, EventBridge, Scheduler
  { service: "cloudwatchlogs", codes: ["OperationAborted"], kind: "conflict" },
  { service: "eventbridge", codes: ["ManagedRule", "OperationDisabled"], kind: "denied" },
  { service: "eventbridge", codes: ["PolicyLengthExceeded"], kind: "quota" },

  // ACM
  { service: "acm", codes: ["RequestInProgress"], kind: "not-ready" },
  { service: "acm", codes: ["TooManyTags"], kind: "quota" },

  // Secrets Manager
  {
    service: "secretsmanager",
    codes: ["InvalidRequest"],
    message: /scheduled for deletion/i,
    kind: "in-use",
    remedy:
      "Restore the secret, which is scheduled for deletion: `aws secretsmanager restore-secret --secret-id <name>`.",
  },
  { service: "secretsmanager", codes: ["DecryptionFailure", "EncryptionFailure"], kind: "invalid", remedy: KMS_REMEDY },

  // SES
  {
    service: "sesv2",
    codes: ["AccountSuspended", "SendingPaused", "MailFromDomainNotVerified"],
    kind: "denied",
    remedy: "See the account's sending status in the SES console.",
  },

  // Health is part of Business support and above
  { service: "health", codes: ["SubscriptionRequired"], kind: "not-offered" },

  {
    service: "s3",
    codes: ["AccessDenied", "Forbidden"],
    kind: "denied",
    remedy:
      "Allow the action on the bucket, in the role's policy and in the bucket's; without s3:ListBucket S3 returns the same error for a missing object. `bin/deploy doctor <stage>` lists missing permissions.",
  },
  {
    service: "s3",
    codes: ["BadRequest"],
    kind: "invalid",
    remedy: "S3 gives no reason; expired credentials are a common cause: check with `aws sts get-caller-identity`.",
  },

  // Credentials
  { service: "sts", codes: ["RegionDisabled"], kind: "not-offered" },
  { service: "sso", codes: ["Unauthorized"], kind: "expired" },
  {
    service: "ssooidc",
    codes: ["InvalidGrant", "ExpiredToken", "UnauthorizedClient", "AccessDenied"],
    kind: "expired",
  },
];
