import type { KnownAwsError } from "../knownError";

/** AWS does not accept the request as it is. */
export const REQUESTS: readonly KnownAwsError[] = [
  {
    id: "invalid-request",
    title: "AWS does not accept a value",
    section: "requests",
    kind: "invalid",
    isGeneral: true,
    matches: [
      {
        codes: [
          "Validation",
          "ValidationError",
          "InvalidParameter",
          "InvalidParameterValue",
          "InvalidParameterCombination",
          "MissingParameter",
          "InvalidInput",
          "InvalidRequest",
          "InvalidRequestContent",
          "InvalidArgument",
          "InvalidArn",
          "InvalidAttributeName",
          "InvalidAttributeValue",
          "InvalidEventPattern",
          "InvalidChangeBatch",
          "InvalidState",
          "InvalidTag",
          "InvalidPattern",
          "MalformedPolicyDocument",
          "MalformedPolicy",
          "MalformedXML",
          "BadRequest",
          "Serialization",
          "UnprocessableEntity",
          "RequestTooLarge",
          "EntityTooLarge",
          "KeyTooLongError",
          "MissingRequiredParameter",
          "TagPolicy",
        ],
      },
      {
        service: "lambda",
        codes: [
          "CodeVerificationFailed",
          "InvalidRuntime",
          "InvalidZipFile",
          "InvalidSubnetID",
          "InvalidSecurityGroupID",
        ],
      },
      { service: "acm", codes: ["InvalidArgs", "InvalidDomainValidationOptions"] },
      { service: "cloudwatch", codes: ["DashboardInvalidInputError"] },
      { service: "cloudwatchlogs", codes: ["InvalidOperation"] },
      {
        service: "cognitoidentityprovider",
        codes: ["InvalidPassword", "InvalidUserPoolConfiguration", "InvalidOAuthFlow"],
      },
      { service: "iam", codes: ["PolicyNotAttachable", "NotSupportedService"] },
      { service: "route53", codes: ["InvalidDomainName"] },
      {
        service: "ssm",
        codes: [
          "HierarchyLevelLimitExceeded",
          "HierarchyTypeMismatch",
          "InvalidAllowedPattern",
          "ParameterPatternMismatch",
          "UnsupportedParameterType",
        ],
      },
    ],
    meaning:
      "A value is out of its bounds, or does not fit another. `bin/deploy check` finds most of these beforehand.",
    remedy: "Correct the value that AWS names, in the catalog or in the stage's file.",
    examples: [
      {
        text: "creating CloudWatch Metric Alarm (listbackup-dev-jobs-throttles): operation error CloudWatch: PutMetricAlarm, https response error StatusCode: 400, RequestID: 6, api error ValidationError: Metrics list must not be empty",
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html",
      },
    ],
  },
  {
    id: "trigger-failed",
    title: "Cognito's trigger answered with an error",
    section: "requests",
    kind: "invalid",
    matches: [
      {
        service: "cognitoidentityprovider",
        codes: ["InvalidLambdaResponse", "UnexpectedLambda", "UserLambdaValidation"],
      },
    ],
    meaning: "Cognito called a function of the user pool, and its answer was an error or not what Cognito expects.",
    remedy: "See what the trigger's function logged: `bin/deploy logs <stage> --errors`.",
    examples: [
      {
        text: "operation error Cognito Identity Provider: AdminInitiateAuth, https response error StatusCode: 400, RequestID: 7, UserLambdaValidationException: PreAuthentication failed with error account is locked.",
        source:
          "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html",
      },
    ],
  },
  {
    id: "s3-bad-request",
    title: "S3 refuses without a reason",
    section: "requests",
    kind: "invalid",
    matches: [{ service: "s3", codes: ["BadRequest"] }],
    meaning: "S3 gives no reason to a HEAD request; expired credentials are a common cause.",
    remedy: "S3 gives no reason; expired credentials are a common cause: check with `aws sts get-caller-identity`.",
    examples: [
      {
        text: "reading S3 Bucket (a): operation error S3: HeadBucket, https response error StatusCode: 400, RequestID: X, HostID: Y, api error BadRequest: Bad Request",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html",
      },
    ],
  },
  {
    id: "unknown-error",
    title: "AWS reports an error that this tool does not know",
    section: "requests",
    kind: "unknown",
    isGeneral: true,
    matches: [],
    meaning: "The message is AWS's own.",
    remedy: "Fix what AWS names.",
    examples: [
      {
        text: "creating SQS Queue (a): operation error SQS: CreateQueue, https response error StatusCode: 400, RequestID: 8, api error SomethingNew: a new reason",
        source: "made up: a code that no service has",
      },
    ],
  },
];
