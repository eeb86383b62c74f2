/** What the AWS provider's schema says of the inputs that a row of the offline provider has. */
export interface TypeSchema {
  /** File of terraform-provider-aws below internal/service. */
  readonly source: string;
  /** `ForceNew`, also of a nested property. */
  readonly forceNew: readonly string[];
  /** Left out, they stay as they are: `Optional` and `Computed`, or `SuppressMissingOptionalConfigurationBlock`. */
  readonly unchanged: readonly string[];
  /** Inputs for which the row differs, and why that has no effect here. */
  readonly differs?: Readonly<Record<string, string>>;
}

const NEVER_GIVEN = "no component gives it";
const ALWAYS_GIVEN = "the component always gives it";

/** By type token. terraform-provider-aws 6.x, on which @pulumi/aws 7.48 is built; read in November 2026. */
export const AWS_PROVIDER_SCHEMA: Readonly<Record<string, TypeSchema>> = {
  "aws:apigatewayv2/api:Api": { source: "apigatewayv2/api.go", forceNew: ["protocolType"], unchanged: [] },
  "aws:apigatewayv2/stage:Stage": {
    source: "apigatewayv2/stage.go",
    forceNew: ["apiId", "name"],
    unchanged: ["defaultRouteSettings", "deploymentId"],
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    source: "events/target.go",
    forceNew: ["eventBusName", "rule", "targetId"],
    unchanged: [],
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    source: "cloudwatch/metric_alarm.go",
    forceNew: ["name"],
    unchanged: [],
    differs: { datapointsToAlarm: NEVER_GIVEN },
  },
  "aws:cognito/userPool:UserPool": {
    source: "cognitoidp/user_pool.go",
    forceNew: ["aliasAttributes", "name", "usernameAttributes", "usernameConfiguration"],
    unchanged: [
      "accountRecoverySetting",
      "adminCreateUserConfig",
      "emailConfiguration",
      "passwordPolicy",
      "smsConfiguration",
      "userPoolTier",
      "verificationMessageTemplate",
    ],
    differs: { smsAuthenticationMessage: NEVER_GIVEN },
  },
  "aws:dynamodb/table:Table": {
    source: "dynamodb/table.go",
    forceNew: ["hashKey", "localSecondaryIndexes", "name", "rangeKey"],
    unchanged: [
      "attributes",
      "globalSecondaryIndexes",
      "pointInTimeRecovery",
      "readCapacity",
      "serverSideEncryption",
      "streamViewType",
      "ttl",
      "writeCapacity",
    ],
  },
  "aws:iam/role:Role": { source: "iam/role.go", forceNew: ["name", "path"], unchanged: ["inlinePolicies"] },
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    source: "lambda/event_source_mapping.go",
    forceNew: ["eventSourceArn", "startingPosition"],
    unchanged: ["destinationConfig", "maximumRecordAgeInSeconds", "maximumRetryAttempts", "parallelizationFactor"],
    differs: { batchSize: ALWAYS_GIVEN, bisectBatchOnFunctionError: ALWAYS_GIVEN },
  },
  "aws:lambda/function:Function": {
    source: "lambda/function.go",
    forceNew: ["name", "packageType"],
    unchanged: ["architectures", "ephemeralStorage", "loggingConfig", "sourceCodeHash", "tracingConfig"],
  },
  "aws:scheduler/schedule:Schedule": {
    source: "scheduler/schedule.go",
    forceNew: ["groupName", "name"],
    unchanged: [],
  },
  "aws:sqs/queue:Queue": {
    source: "sqs/queue.go",
    forceNew: ["fifoQueue", "name"],
    unchanged: [
      "deduplicationScope",
      "fifoThroughputLimit",
      "kmsDataKeyReusePeriodSeconds",
      "policy",
      "redriveAllowPolicy",
      "redrivePolicy",
      "sqsManagedSseEnabled",
    ],
    differs: { maxMessageSize: NEVER_GIVEN },
  },
};
