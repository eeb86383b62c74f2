import type { KnownAwsError } from "../knownError";

/** Too many calls in a short time: it passes by itself. */
export const THROTTLING: readonly KnownAwsError[] = [
  {
    id: "throttled",
    title: "AWS limits the rate of calls",
    section: "throttling",
    kind: "throttled",
    isGeneral: true,
    matches: [
      {
        codes: [
          "Throttling",
          "Throttled",
          "ThrottlingException",
          "RequestThrottled",
          "RequestLimitExceeded",
          "TooManyRequests",
          "ProvisionedThroughputExceeded",
          "SlowDown",
          "BandwidthLimitExceeded",
          "KMSThrottling",
          "KmsThrottled",
          "TransactionInProgress",
          "EC2Throttled",
        ],
      },
      { service: "lambda", codes: ["EC2Throttled"] },
      { service: "cognitoidentityprovider", codes: ["LimitExceeded"], message: /attempt limit/i },
    ],
    meaning:
      "The account calls a service more often than it allows, and several attempts with pauses did not help. Other deployments, consoles and tools of the account count too. This is no quota of resources: see Limits.",
    remedy: "Nothing is lost: wait a minute. Let other deployments of the account end first.",
    examples: [
      {
        text: "creating DynamoDB Table (a): operation error DynamoDB: CreateTable, exceeded maximum number of attempts, 25, https response error StatusCode: 400, RequestID: 1, api error ThrottlingException: Rate exceeded",
        source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html",
      },
      {
        text: "reading Lambda Function (a): operation error Lambda: GetFunction, exceeded maximum number of attempts, 25, https response error StatusCode: 429, RequestID: 2, TooManyRequestsException: Rate exceeded",
        source: "https://docs.aws.amazon.com/lambda/latest/dg/API_GetFunction.html",
      },
      {
        text: "updating Lambda Function (a) code: operation error Lambda: UpdateFunctionCode, failed to get rate limit token, retry quota exceeded, 2 available, 5 requested",
        source: "https://github.com/hashicorp/terraform-provider-aws/issues/36094",
      },
    ],
  },
  {
    id: "simultaneous-tables",
    title: "Too many tables change at once",
    section: "throttling",
    kind: "throttled",
    matches: [
      {
        service: "dynamodb",
        codes: ["LimitExceeded"],
        message: /simultaneous|concurrent|at the same time|being created, updated/i,
      },
    ],
    meaning:
      "DynamoDB creates, updates or deletes at most 500 tables of an account at a time, and far fewer where they have indexes.",
    remedy: "Nothing is lost: wait until the tables in progress are active.",
    examples: [
      {
        text: "creating DynamoDB Table (listbackup-dev-users): operation error DynamoDB: CreateTable, https response error StatusCode: 400, RequestID: 6, LimitExceededException: Subscriber limit exceeded: Only 500 tables can be created, updated, or deleted simultaneously",
        source: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html",
      },
    ],
  },
];
