import type { KnownAwsError } from "../knownError";

/** The call will succeed in a moment. */
export const CONSISTENCY: readonly KnownAwsError[] = [
  {
    id: "not-ready",
    title: "Resource is not ready yet",
    section: "consistency",
    kind: "not-ready",
    isGeneral: true,
    matches: [
      { codes: ["ResourceNotReady", "PriorRequestNotComplete"] },
      {
        service: "dynamodb",
        codes: [
          "ResourceInUse",
          "TableInUse",
          "ContinuousBackupsUnavailable",
          "PointInTimeRecoveryUnavailable",
          "BackupInUse",
        ],
      },
      { service: "route53", codes: ["PriorRequestNotComplete"] },
      { service: "acm", codes: ["RequestInProgress"] },
      { service: "sqs", codes: ["PurgeQueueInProgress"] },
      { service: "iam", codes: ["EntityTemporarilyUnmodifiable"] },
      { service: "kms", codes: ["KMSInvalidState"], message: /pending (?:creation|import|replica)|creating|updating/i },
    ],
    meaning: "AWS still works on an earlier change of the same resource.",
    remedy: "Nothing is lost: wait a minute.",
    examples: [
      {
        text: "updating DynamoDB Table (listbackup-dev-users): operation error DynamoDB: UpdateTable, https response error StatusCode: 400, RequestID: 8, ResourceInUseException: Attempt to change a resource which is still in use: Table is being updated: listbackup-dev-users",
        source: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html",
      },
      {
        text: "creating Route 53 Record: operation error Route 53: ChangeResourceRecordSets, https response error StatusCode: 400, RequestID: 5, PriorRequestNotComplete: The request was rejected because Route 53 was still processing a prior request.",
        source: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
      },
    ],
  },
  {
    id: "function-update-in-progress",
    title: "Function is Pending, or its update is in progress",
    section: "consistency",
    kind: "not-ready",
    matches: [
      { service: "lambda", codes: ["ResourceConflict"] },
      { service: "lambda", codes: ["ResourceNotReady", "SnapStartNotReady", "SnapStartTimeout"] },
    ],
    meaning: "Lambda accepts one change of a function at a time, and none while the function is Pending.",
    remedy:
      "Nothing is lost: wait until the function is ready: `aws lambda wait function-updated-v2 --function-name <function>`.",
    examples: [
      {
        text: "updating Lambda Function (listbackup-dev-users-me) code: operation error Lambda: UpdateFunctionCode, https response error StatusCode: 409, RequestID: 9, ResourceConflictException: The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda:us-west-2:123456789012:function:listbackup-dev-users-me",
        source: "https://github.com/hashicorp/terraform-provider-aws/issues/5154",
      },
      {
        text: "updating Lambda Function (listbackup-dev-users-me) configuration: operation error Lambda: UpdateFunctionConfiguration, https response error StatusCode: 409, RequestID: 9, ResourceConflictException: The operation cannot be performed at this time. The function is currently in the following state: Pending",
        source: "https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html",
      },
    ],
  },
  {
    id: "role-not-assumable",
    title: "Role cannot be assumed yet",
    section: "consistency",
    kind: "not-ready",
    matches: [
      { service: "lambda", codes: ["InvalidParameterValue"], message: /cannot be assumed by Lambda/i },
      {
        service: "cognitoidentityprovider",
        codes: ["InvalidSmsRoleTrustRelationship", "InvalidSmsRoleAccessPolicy", "InvalidEmailRoleAccessPolicy"],
      },
      { service: "applicationautoscaling", codes: ["FailedResourceAccess"] },
    ],
    meaning:
      "A new role takes some seconds to reach the service that uses it. If it persists, the role's trust policy does not name the service, such as lambda.amazonaws.com.",
    remedy: "A new role takes a few seconds to reach every service: wait a minute.",
    examples: [
      {
        text: "creating Lambda Function (listbackup-dev-users-me): operation error Lambda: CreateFunction, https response error StatusCode: 400, RequestID: 1, InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.",
        source: "https://github.com/serverless/serverless/issues/4384",
      },
      {
        text: "creating Cognito User Pool (listbackup-dev-users): operation error Cognito Identity Provider: CreateUserPool, https response error StatusCode: 400, RequestID: 1, InvalidSmsRoleTrustRelationshipException: Role does not have a trust relationship allowing Cognito to assume the role",
        source: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html",
      },
    ],
  },
  {
    id: "invalid-principal",
    title: "Principal of a policy is not visible yet",
    section: "consistency",
    kind: "not-ready",
    matches: [
      { service: "iam", codes: ["MalformedPolicyDocument"], message: /invalid principal/i },
      { service: "kms", codes: ["MalformedPolicyDocument"], message: /invalid principals?/i },
      { service: "s3", codes: ["MalformedPolicy"], message: /invalid principal/i },
    ],
    meaning:
      "A policy names a role that was created a moment ago, and the service does not know it yet. If it persists, the role does not exist.",
    remedy: "Nothing is lost: wait a minute.",
    examples: [
      {
        text: "creating KMS Key: operation error KMS: CreateKey, https response error StatusCode: 400, RequestID: 2, MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals.",
        source: "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html",
      },
      {
        text: 'creating IAM Role (listbackup-dev-users): operation error IAM: CreateRole, https response error StatusCode: 400, RequestID: 2, MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/ci"',
        source: "https://repost.aws/knowledge-center/iam-principal-policy",
      },
    ],
  },
  {
    id: "queue-deleted-recently",
    title: "Queue of this name was deleted less than 60 seconds ago",
    section: "consistency",
    kind: "not-ready",
    matches: [{ service: "sqs", codes: ["QueueDeletedRecently"] }],
    meaning: "SQS keeps the name of a deleted queue for 60 seconds.",
    remedy: "The name of a deleted queue is available again after 60 seconds: wait a minute.",
    examples: [
      {
        text: "creating SQS Queue (listbackup-dev-sync): operation error SQS: CreateQueue, https response error StatusCode: 400, RequestID: 3, AWS.SimpleQueueService.QueueDeletedRecently: You must wait 60 seconds after deleting a queue before you can create another with the same name.",
        source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
      },
      {
        text: 'create of aws:sqs/queue:Queue "queue-sync": operation error SQS: CreateQueue, https response error StatusCode: 400, RequestID: , QueueDeletedRecently: You must wait 60 seconds',
        source: "rehearsal/provider: the offline provider of this project",
      },
    ],
  },
  {
    id: "ttl-changed-recently",
    title: "TTL of a table was changed less than an hour ago",
    section: "consistency",
    kind: "not-ready",
    matches: [
      { service: "dynamodb", codes: ["Validation"], message: /Time to live has been modified multiple times/i },
    ],
    meaning: "DynamoDB allows one change of a table's TTL per hour.",
    remedy: "AWS allows one change of a table's TTL per hour: wait an hour.",
    examples: [
      {
        text: "updating DynamoDB Table (listbackup-dev-sessions) TTL: operation error DynamoDB: UpdateTimeToLive, https response error StatusCode: 400, RequestID: 4, api error ValidationException: Time to live has been modified multiple times within a fixed interval",
        source: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html",
      },
    ],
  },
  {
    id: "not-found",
    title: "Resource does not exist",
    section: "consistency",
    kind: "missing",
    isGeneral: true,
    matches: [{ service: "route53", codes: ["InvalidChangeBatch"], message: /not found/i }],
    meaning:
      "The state knows the resource, and AWS does not: it was deleted outside of the deployment. Directly after its creation it may also be that not every server of AWS knows it yet.",
    remedy: "Check whether it was deleted: `bin/deploy refresh <stage> --check`. After a creation, wait a minute.",
    examples: [
      {
        text: "putting IAM Role (listbackup-dev-users) Policy (grants): operation error IAM: PutRolePolicy, https response error StatusCode: 404, RequestID: 6, NoSuchEntity: The role with name listbackup-dev-users cannot be found.",
        source: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html",
      },
      {
        text: "reading Lambda Function (listbackup-dev-users-me): operation error Lambda: GetFunction, https response error StatusCode: 404, RequestID: 6, ResourceNotFoundException: Function not found: arn:aws:lambda:us-west-2:123456789012:function:listbackup-dev-users-me",
        source: "https://docs.aws.amazon.com/lambda/latest/dg/API_GetFunction.html",
      },
    ],
  },
  {
    id: "aws-failed",
    title: "AWS failed",
    section: "consistency",
    kind: "unavailable",
    isGeneral: true,
    matches: [
      {
        codes: [
          "InternalError",
          "InternalFailure",
          "InternalServerError",
          "InternalServer",
          "InternalService",
          "InternalServiceError",
          "ServiceUnavailable",
          "ServiceFailure",
          "ServiceFailureException",
          "Internal",
          "RequestTimeout",
          "RequestTimeoutException",
        ],
      },
      { service: "lambda", codes: ["Service"] },
      { service: "kms", codes: ["KeyUnavailable", "DependencyTimeout", "KMSInternal"] },
    ],
    meaning: "An error within AWS, after several attempts.",
    remedy: "Nothing is lost: wait a minute; `bin/deploy status` shows what AWS Health reports.",
    examples: [
      {
        text: "creating S3 Bucket (listbackup-dev-exports): operation error S3: CreateBucket, https response error StatusCode: 500, RequestID: 1, HostID: 2, api error InternalError: We encountered an internal error. Please try again.",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
      },
    ],
  },
];
