import type { KnownAwsError } from "../knownError";

/** A failed `up` names the resources and their ids instead (`engine/adoption/adoptHint.ts`). */
const ADOPT =
  "Take it over: `bin/deploy up <stage> --adopt NAME=ID`, where NAME is the resource's name in the preview and ID its id in AWS. If a deployment of this stage created it, its state is older than AWS: `bin/deploy restore-state <stage> --list`. If nothing uses it, delete it in AWS.";

/** Something of that name exists, or another caller changes it. */
export const CONFLICTS: readonly KnownAwsError[] = [
  {
    id: "already-exists",
    title: "Resource already exists",
    section: "conflicts",
    kind: "exists",
    isGeneral: true,
    matches: [
      {
        codes: [
          "AlreadyExists",
          "EntityAlreadyExists",
          "ResourceAlreadyExists",
          "ResourceExists",
          "ParameterAlreadyExists",
          "TableAlreadyExists",
          "RepositoryAlreadyExists",
          "UsernameExists",
          "GroupExists",
          "AliasExists",
          "DuplicateProvider",
          "Duplicate",
        ],
      },
      { service: "lambda", codes: ["ResourceConflict"], message: /already exists?\b/i },
      { service: "apigatewayv2", codes: ["Conflict", "BadRequest"], message: /already exists/i },
      { service: "dynamodb", codes: ["ResourceInUse"], message: /already exists|duplicate table name/i },
      { service: "scheduler", codes: ["Conflict"], message: /already exists/i },
      { service: "sns", codes: ["InvalidParameter"], message: /already exists/i },
      { service: "budgets", codes: ["DuplicateRecord"] },
      { service: "cloudtrail", codes: ["TrailAlreadyExists"] },
      { service: "route53", codes: ["HealthCheckAlreadyExists"] },
      { service: "ses", codes: ["ConfigurationSetAlreadyExists", "EventDestinationAlreadyExists"] },
    ],
    meaning:
      "AWS has a resource of this name, and the stage's state does not know it. It was created by hand or with another tool, or an earlier deployment created it and its state was lost. Nothing of it was changed.",
    remedy: ADOPT,
    examples: [
      {
        text: "1 error occurred:\n\t* creating Lambda Function (listbackup-dev-users-me): operation error Lambda: CreateFunction, https response error StatusCode: 409, RequestID: 4aae4916-cc85-44b6-8c5d-098f75cd33e6, ResourceConflictException: Function already exist: listbackup-dev-users-me\n\n",
        source: "https://github.com/hashicorp/terraform-provider-aws/issues/29263",
      },
      {
        text: "creating IAM Role (listbackup-dev-users): operation error IAM: CreateRole, https response error StatusCode: 409, RequestID: 27db932f, EntityAlreadyExists: Role with name listbackup-dev-users already exists.",
        source: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html",
      },
      {
        text: "creating DynamoDB Table (listbackup-dev-users): operation error DynamoDB: CreateTable, https response error StatusCode: 400, RequestID: 8Q2F, ResourceInUseException: Table already exists: listbackup-dev-users",
        source: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html",
      },
      {
        text: "creating CloudWatch Logs Log Group (/listbackup/dev/users): operation error CloudWatch Logs: CreateLogGroup, https response error StatusCode: 400, RequestID: 1be16b55, ResourceAlreadyExistsException: The specified log group already exists",
        source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
      },
      {
        text: "creating SSM Parameter (/listbackup/api-gateway-url): operation error SSM: PutParameter, https response error StatusCode: 400, RequestID: 3f0d, ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
        source: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html",
      },
      {
        text: 'create of aws:dynamodb/table:Table "table-users": operation error DynamoDB: CreateTable, https response error StatusCode: 400, RequestID: , ResourceInUseException: Table already exists: listbackup-dev-users',
        source: "rehearsal/provider: the offline provider of this project",
      },
      {
        text: "creating CloudTrail Trail (listbackup-audit): operation error CloudTrail: CreateTrail, https response error StatusCode: 400, RequestID: 2b, TrailAlreadyExistsException: Trail listbackup-audit already exists for customer: 123456789012",
        source: "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html",
      },
      {
        text: "creating ECR Repository (listbackup): operation error ECR: CreateRepository, https response error StatusCode: 400, RequestID: 9d1c, RepositoryAlreadyExistsException: The repository with name 'listbackup' already exists in the registry with id '123456789012'",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html",
      },
    ],
  },
  {
    id: "bucket-exists",
    title: "Bucket already exists in this account",
    section: "conflicts",
    kind: "exists",
    matches: [{ codes: ["BucketAlreadyOwnedByYou"] }],
    meaning:
      "This account has the bucket already, and the stage's state does not know it. Its objects are untouched. (In us-east-1 S3 reports no conflict for a bucket that the account owns.)",
    remedy: ADOPT,
    examples: [
      {
        text: "creating S3 Bucket (listbackup-dev-exports): operation error S3: CreateBucket, https response error StatusCode: 409, RequestID: 24B6DC3170365CD7, HostID: hUynMTyqc9WZ, BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html",
      },
    ],
  },
  {
    id: "queue-exists",
    title: "Queue exists with other attributes",
    section: "conflicts",
    kind: "exists",
    matches: [{ codes: ["QueueAlreadyExists", "QueueNameExists"] }],
    meaning:
      "SQS has a queue of this name whose attributes differ. (With equal attributes SQS answers with the queue that exists, and reports no conflict.) Its messages are untouched.",
    remedy: ADOPT,
    examples: [
      {
        text: "creating SQS Queue (listbackup-dev-sync): operation error SQS: CreateQueue, https response error StatusCode: 400, RequestID: 76db4773, QueueAlreadyExists: A queue already exists with the same name and a different value for attribute DelaySeconds",
        source: "https://github.com/freeCodeCamp/mail-for-good/issues/159",
      },
    ],
  },
  {
    id: "dns-record-exists",
    title: "DNS record already exists",
    section: "conflicts",
    kind: "exists",
    matches: [
      { service: "route53", codes: ["InvalidChangeBatch"], message: /already exists/i },
      {
        service: "route53",
        codes: ["ConflictingDomainExists", "HostedZoneAlreadyExists", "DelegationSetAlreadyCreated"],
      },
    ],
    meaning:
      "The hosted zone has a record of this name and type. It may serve traffic: the deployment does not overwrite it.",
    remedy: ADOPT,
    examples: [
      {
        text: "creating Route 53 Record: operation error Route 53: ChangeResourceRecordSets, https response error StatusCode: 400, RequestID: 5b1f, InvalidChangeBatch: [Tried to create resource record set [name='api.example.com.', type='CNAME'] but it already exists]",
        source: "https://repost.aws/knowledge-center/route-53-fix-dns-record-error",
      },
    ],
  },
  {
    id: "name-taken",
    title: "Name belongs to another AWS account",
    section: "conflicts",
    kind: "taken",
    isGeneral: true,
    matches: [
      { service: "s3", codes: ["BucketAlreadyExists"] },
      {
        service: "cognitoidentityprovider",
        codes: ["InvalidParameter"],
        message: /domain.*already (?:exists|associated)/i,
      },
    ],
    meaning:
      "Names of buckets and of Cognito's domains are unique in all of AWS, and another account has this one. It cannot be taken over.",
    remedy:
      "Choose another name: a bucket's in `catalog/data.yaml`, the prefix of the user pool's domain in `catalog/identity.yaml`, that of the account's own buckets in the stage's file.",
    examples: [
      {
        text: "creating S3 Bucket (listbackup-dev-exports): operation error S3: CreateBucket, https response error StatusCode: 409, RequestID: 0K8V, HostID: q1, BucketAlreadyExists: The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
        source: "https://github.com/aws/aws-sdk-go-v2/issues/1740",
      },
      {
        text: "creating Cognito User Pool Domain (listbackup-dev): operation error Cognito Identity Provider: CreateUserPoolDomain, https response error StatusCode: 400, RequestID: 77c1, InvalidParameterException: Domain already exists.",
        source:
          "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html",
      },
    ],
  },
  {
    id: "concurrent-change",
    title: "Another change was in progress",
    section: "conflicts",
    kind: "conflict",
    isGeneral: true,
    matches: [
      {
        codes: [
          "ConcurrentModification",
          "OptimisticLock",
          "PreconditionFailed",
          "ConditionalCheckFailed",
          "ConditionalRequestConflict",
          "PreconditionNotMet",
          "Conflict",
          "TransactionConflict",
          "OperationAborted",
        ],
      },
      { service: "apigatewayv2", codes: ["Conflict"] },
      { service: "cognitoidentityprovider", codes: ["UserPoolTagging"] },
      { service: "dynamodb", codes: ["TransactionConflict", "TransactionInProgress", "ReplicatedWriteConflict"] },
      { service: "ssm", codes: ["TooManyUpdates"] },
      { service: "sns", codes: ["ConcurrentAccess", "StaleTag"] },
      { service: "iam", codes: ["ConcurrentModification"] },
      { service: "s3", codes: ["OperationAborted", "ConditionalRequestConflict"] },
      { service: "cloudwatchlogs", codes: ["OperationAborted"] },
      { service: "applicationautoscaling", codes: ["ConcurrentUpdate"] },
      { service: "budgets", codes: ["ResourceLocked"] },
    ],
    meaning: "Another caller, or AWS itself, changed the same resource at the same time.",
    remedy:
      "Nothing is lost: wait until the other change has ended; `bin/deploy status` shows whether it is a deployment.",
    examples: [
      {
        text: "creating S3 Bucket (listbackup-dev-exports): operation error S3: CreateBucket, https response error StatusCode: 409, RequestID: 1, HostID: 2, OperationAborted: A conflicting conditional operation is currently in progress against this resource. Please try again.",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
      },
      {
        text: "updating API Gateway v2 API (a1b2c3): operation error ApiGatewayV2: UpdateApi, https response error StatusCode: 409, RequestID: 6c, ConflictException: Unable to complete operation due to concurrent modification. Please try again later.",
        source: "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html",
      },
    ],
  },
];
