import type { KnownAwsError } from "../knownError";

const LAMBDA_QUOTAS = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";

/** A quota is exhausted: waiting does not help. */
export const LIMITS: readonly KnownAwsError[] = [
  {
    id: "limit-exceeded",
    title: "Quota is exhausted",
    section: "limits",
    kind: "quota",
    isGeneral: true,
    matches: [
      {
        codes: [
          "LimitExceeded",
          "ServiceQuotaExceeded",
          "ResourceLimitExceeded",
          "LimitsExceeded",
          "QuotaExceeded",
          "SizeLimitExceeded",
          "TooManyHostedZones",
          "MaximumNumberOfResourcesExceeded",
        ],
      },
      { service: "route53", codes: ["DelegationSetNotAvailable"] },
      {
        service: "ssm",
        codes: ["ParameterLimitExceeded", "ParameterMaxVersionLimitExceeded", "ParameterVersionLabelLimitExceeded"],
      },
      { service: "sqs", codes: ["OverLimit"] },
      { service: "budgets", codes: ["CreationLimitExceeded"] },
      { service: "cloudtrail", codes: ["MaximumNumberOfTrailsExceeded"] },
      { service: "route53", codes: ["TooManyHealthChecks"] },
      { service: "sns", codes: ["TopicLimitExceeded", "SubscriptionLimitExceeded", "FilterPolicyLimitExceeded"] },
    ],
    meaning: "The account, or a resource, has as many of these as its quota allows. Waiting does not help.",
    remedy:
      "See the quota: `aws service-quotas list-service-quotas --service-code <service>`, and ask for more: `aws service-quotas request-service-quota-increase --service-code <service> --quota-code <code> --desired-value <number>`. Or delete what is not needed.",
    examples: [
      {
        text: "creating IAM Role (listbackup-dev-users): operation error IAM: CreateRole, https response error StatusCode: 409, RequestID: a1, LimitExceeded: Cannot exceed quota for RolesPerAccount: 1000",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
      },
      {
        text: "creating CloudWatch Logs Log Group (/listbackup/dev/users): operation error CloudWatch Logs: CreateLogGroup, https response error StatusCode: 400, RequestID: 2, LimitExceededException: Resource limit exceeded.",
        source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
      },
    ],
  },
  {
    id: "code-storage",
    title: "Code storage of Lambda is full",
    section: "limits",
    kind: "quota",
    matches: [{ service: "lambda", codes: ["CodeStorageExceeded"] }],
    meaning:
      "All versions of all functions and layers of a region share 75 GB by default. Every deployment that changes a function adds a version.",
    remedy:
      "Delete old versions of functions, or ask for more: `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-2ACBD22F --desired-value <gigabytes>`.",
    examples: [
      {
        text: "updating Lambda Function (listbackup-dev-users-me) code: operation error Lambda: UpdateFunctionCode, https response error StatusCode: 400, RequestID: 0f, CodeStorageExceededException: Code storage limit exceeded.",
        source: LAMBDA_QUOTAS,
      },
    ],
  },
  {
    id: "unreserved-concurrency",
    title: "Fewer than 100 unreserved concurrent executions would remain",
    section: "limits",
    kind: "quota",
    matches: [{ service: "lambda", codes: ["InvalidParameterValue"], message: /UnreservedConcurrentExecution/i }],
    meaning:
      "Lambda keeps 100 concurrent executions of the account for functions without a reservation (new accounts: 10). What the catalog reserves exceeds the rest.",
    remedy:
      "Ask for more: `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value <number>`, or set listbackup:functions.reservedConcurrency to false in the stage's file.",
    examples: [
      {
        text: "sdk-v2/provider2.go:515: sdk.helper_schema: setting Lambda Function (listbackup-dev-users-me) concurrency: operation error Lambda: PutFunctionConcurrency, https response error StatusCode: 400, RequestID: 7e3f98e7-e688-4029-aa0a-1e47ab0d3507, InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].: provider=aws@7.48.0",
        source: "https://github.com/anomalyco/sst/issues/5829",
      },
    ],
  },
  {
    id: "network-interfaces",
    title: "No network interfaces or addresses are left",
    section: "limits",
    kind: "quota",
    matches: [
      { service: "lambda", codes: ["ENILimitReached", "SubnetIPAddressLimitReached"] },
      { service: "ec2", codes: ["NetworkInterfaceLimitExceeded", "InsufficientFreeAddressesInSubnet"] },
    ],
    meaning: "A function inside a VPC needs a network interface, and an address of its subnet.",
    remedy:
      "Ask for more interfaces: `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-9FEE3D26 --desired-value <number>`, or use larger subnets.",
    examples: [
      {
        text: "creating Lambda Function (listbackup-dev-users-me): operation error Lambda: CreateFunction, https response error StatusCode: 502, RequestID: 3, ENILimitReachedException: Lambda couldn't create an elastic network interface in the VPC because the limit for network interfaces has been reached.",
        source: "https://docs.aws.amazon.com/lambda/latest/dg/API_Invoke.html",
      },
    ],
  },
  {
    id: "table-limit",
    title: "DynamoDB has as many tables or indexes as it allows",
    section: "limits",
    kind: "quota",
    matches: [
      { service: "dynamodb", codes: ["LimitExceeded"] },
      { service: "dynamodb", codes: ["ItemCollectionSizeLimitExceeded"] },
      { service: "dynamodb", codes: ["Validation"], message: /Subscriber limit exceeded/i },
    ],
    meaning: "An account has 2,500 tables in a region by default, and a table 20 global secondary indexes.",
    remedy:
      "Delete what is not needed, or ask for more tables: `aws service-quotas request-service-quota-increase --service-code dynamodb --quota-code L-F98FE922 --desired-value <number>`.",
    examples: [
      {
        text: "creating DynamoDB Table (listbackup-dev-users): operation error DynamoDB: CreateTable, https response error StatusCode: 400, RequestID: 6, LimitExceededException: Subscriber limit exceeded: There is a limit of 2500 tables per subscriber",
        source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html",
      },
    ],
  },
  {
    id: "bucket-limit",
    title: "Account has as many buckets as it may",
    section: "limits",
    kind: "quota",
    matches: [{ service: "s3", codes: ["TooManyBuckets"] }],
    meaning: "The number of buckets of an account is limited, over all regions.",
    remedy:
      "Delete buckets that are not needed, or ask for more: `aws service-quotas request-service-quota-increase --service-code s3 --quota-code L-DC2B2D3D --desired-value <number> --region us-east-1`.",
    examples: [
      {
        text: "creating S3 Bucket (listbackup-dev-exports): operation error S3: CreateBucket, https response error StatusCode: 400, RequestID: 1, HostID: 2, TooManyBuckets: You have attempted to create more buckets than allowed",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
      },
    ],
  },
  {
    id: "policy-size",
    title: "Policy is too long",
    section: "limits",
    kind: "quota",
    matches: [
      { service: "lambda", codes: ["PolicyLengthExceeded"] },
      { service: "eventbridge", codes: ["PolicyLengthExceeded"] },
      { service: "iam", codes: ["LimitExceeded"], message: /policy size/i },
      { service: "ssm", codes: ["PoliciesLimitExceeded"] },
    ],
    meaning:
      "All inline policies of a role have 10,240 characters together, a function's own policy 20 KB. These quotas cannot be raised.",
    remedy:
      "Split the service in the catalog, so that each role has fewer grants; or remove permissions of a function's policy that were added by hand: `aws lambda get-policy --function-name <function>`.",
    examples: [
      {
        text: "putting IAM Role (listbackup-dev-users) Policy (grants): operation error IAM: PutRolePolicy, https response error StatusCode: 409, RequestID: 5, LimitExceeded: Maximum policy size of 10240 bytes exceeded for role listbackup-dev-users",
        source: "https://github.com/serverless/serverless/issues/2508",
      },
      {
        text: "adding Lambda Permission (listbackup-dev-users-me/api): operation error Lambda: AddPermission, https response error StatusCode: 400, RequestID: 5, PolicyLengthExceededException: The final policy size (20518) is bigger than the limit (20480).",
        source: "https://docs.aws.amazon.com/lambda/latest/dg/API_AddPermission.html",
      },
    ],
  },
  {
    id: "too-many-tags",
    title: "Resource has too many tags",
    section: "limits",
    kind: "quota",
    matches: [
      { codes: ["TagLimitExceeded", "TagsLimitExceeded", "TooManyTags", "TooManyTagsError"] },
      { service: "acm", codes: ["TooManyTags"] },
    ],
    meaning: "A resource has at most 50 tags. Those of this program are few: the others come from other tools.",
    remedy:
      "Remove tags of the resource that AWS names: `aws resourcegroupstaggingapi get-resources --resource-arn-list <arn>`.",
    examples: [
      {
        text: "creating ACM Certificate (api.example.com): operation error ACM: RequestCertificate, https response error StatusCode: 400, RequestID: 5, TooManyTagsException: The maximum number of tags is exceeded",
        source: "https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html",
      },
    ],
  },
  {
    id: "api-limit",
    title: "API has as many routes or integrations as it may",
    section: "limits",
    kind: "quota",
    matches: [
      {
        service: "apigatewayv2",
        codes: ["BadRequest"],
        message: /\blimit (?:is |has been )?exceeded|exceed(?:s|ed) the limit|maximum number of/i,
      },
    ],
    meaning: "An HTTP API has at most 300 routes, which can be raised, and 300 integrations, which cannot.",
    remedy:
      "See the quotas: `aws service-quotas list-service-quotas --service-code apigateway`, and ask for more routes there, or remove routes of the catalog.",
    examples: [
      {
        text: "updating API Gateway v2 API (a1b2c3) OpenAPI definition: operation error ApiGatewayV2: ReimportApi, https response error StatusCode: 400, RequestID: 4, BadRequestException: Maximum number of Routes for this API has been reached. Please contact AWS if you need additional Routes.",
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
      },
    ],
  },
];
