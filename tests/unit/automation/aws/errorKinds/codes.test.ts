import { strict as assert } from "node:assert";
import { ACMClient, RequestCertificateCommand } from "@aws-sdk/client-acm";
import { ApiGatewayV2Client, CreateDomainNameCommand } from "@aws-sdk/client-apigatewayv2";
import { CloudWatchLogsClient, PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CognitoIdentityProviderClient, DescribeUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, DescribeRuleCommand } from "@aws-sdk/client-eventbridge";
import { IAMClient, GetRoleCommand } from "@aws-sdk/client-iam";
import { KMSClient, DescribeKeyCommand } from "@aws-sdk/client-kms";
import { LambdaClient, UpdateAliasCommand } from "@aws-sdk/client-lambda";
import { Route53Client, GetHostedZoneCommand } from "@aws-sdk/client-route-53";
import { S3Client, GetObjectCommand } from "@aws-sdk/client-s3";
import { SchedulerClient, GetScheduleCommand } from "@aws-sdk/client-scheduler";
import { SecretsManagerClient, DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { SESv2Client, GetAccountCommand } from "@aws-sdk/client-sesv2";
import { SNSClient, PublishCommand } from "@aws-sdk/client-sns";
import { SQSClient, GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import { SSMClient, GetParameterCommand } from "@aws-sdk/client-ssm";
import { STSClient, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { ErrorKind } from "../../../../../automation/aws/errorKinds/errorKind";
import { classifySdkError } from "../../../../../automation/aws/errorKinds/sdkError";
import { ERROR_BODIES, FakeAws, withoutMocks, type Protocol } from "../../../../support/fakes/fakeAws";

interface Config {
  readonly endpoint: string;
  readonly region: string;
  readonly maxAttempts: number;
  readonly forcePathStyle: boolean;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** One call of each service, whatever it is: only its error counts. */
const CALLS = {
  acm: (c: Config) => new ACMClient(c).send(new RequestCertificateCommand({ DomainName: "a.example" })),
  apigatewayv2: (c: Config) => new ApiGatewayV2Client(c).send(new CreateDomainNameCommand({ DomainName: "a" })),
  cloudwatchlogs: (c: Config) =>
    new CloudWatchLogsClient(c).send(new PutRetentionPolicyCommand({ logGroupName: "a", retentionInDays: 1 })),
  cognito: (c: Config) => new CognitoIdentityProviderClient(c).send(new DescribeUserPoolCommand({ UserPoolId: "a" })),
  dynamodb: (c: Config) => new DynamoDBClient(c).send(new DescribeTableCommand({ TableName: "a" })),
  eventbridge: (c: Config) => new EventBridgeClient(c).send(new DescribeRuleCommand({ Name: "a" })),
  iam: (c: Config) => new IAMClient(c).send(new GetRoleCommand({ RoleName: "a" })),
  kms: (c: Config) => new KMSClient(c).send(new DescribeKeyCommand({ KeyId: "a" })),
  lambda: (c: Config) => new LambdaClient(c).send(new UpdateAliasCommand({ FunctionName: "a", Name: "live" })),
  route53: (c: Config) => new Route53Client(c).send(new GetHostedZoneCommand({ Id: "a" })),
  s3: (c: Config) => new S3Client(c).send(new GetObjectCommand({ Bucket: "a", Key: "b" })),
  scheduler: (c: Config) => new SchedulerClient(c).send(new GetScheduleCommand({ Name: "a" })),
  secretsmanager: (c: Config) => new SecretsManagerClient(c).send(new DescribeSecretCommand({ SecretId: "a" })),
  sesv2: (c: Config) => new SESv2Client(c).send(new GetAccountCommand({})),
  sns: (c: Config) => new SNSClient(c).send(new PublishCommand({ TopicArn: "a", Message: "m" })),
  sqs: (c: Config) => new SQSClient(c).send(new GetQueueUrlCommand({ QueueName: "a" })),
  ssm: (c: Config) => new SSMClient(c).send(new GetParameterCommand({ Name: "a" })),
  sts: (c: Config) => new STSClient(c).send(new GetCallerIdentityCommand({})),
} as const satisfies Readonly<Record<string, (config: Config) => Promise<unknown>>>;

type Row = readonly [
  service: keyof typeof CALLS,
  protocol: Protocol,
  status: number,
  code: string,
  message: string,
  kind: ErrorKind,
];

/** Codes as they are on the wire. */
const ROWS: readonly Row[] = [
  // A quota is no rate limit.
  ["iam", "query", 409, "LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000", "quota"],
  ["kms", "json", 400, "LimitExceededException", "You have reached the limit of keys", "quota"],
  ["cloudwatchlogs", "json", 400, "LimitExceededException", "Resource limit exceeded.", "quota"],
  ["eventbridge", "json", 400, "LimitExceededException", "The requested resource exceeds the maximum number", "quota"],
  ["scheduler", "restJson", 402, "ServiceQuotaExceededException", "1,000,000 schedules", "quota"],
  ["lambda", "restJson", 400, "CodeStorageExceededException", "Code storage limit exceeded.", "quota"],
  [
    "lambda",
    "restJson",
    400,
    "InvalidParameterValueException",
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    "quota",
  ],
  ["cognito", "json", 400, "LimitExceededException", "Exceeded limit for user pools", "quota"],
  [
    "dynamodb",
    "json",
    400,
    "LimitExceededException",
    "Subscriber limit exceeded: There is a limit of 2500 tables",
    "quota",
  ],
  ["ssm", "json", 400, "ParameterLimitExceeded", "You have exceeded the number of parameters", "quota"],
  ["sqs", "json", 403, "OverLimit", "The maximum number of in flight messages is reached.", "quota"],
  ["sns", "query", 403, "TopicLimitExceeded", "Topic limit of 100000 exceeded", "quota"],
  ["route53", "query", 400, "TooManyHostedZones", "This account has 500 zones", "quota"],
  // A rate limit passes by itself.
  ["lambda", "restJson", 429, "TooManyRequestsException", "Rate exceeded", "throttled"],
  ["apigatewayv2", "restJson", 429, "TooManyRequestsException", "Too Many Requests", "throttled"],
  [
    "dynamodb",
    "json",
    400,
    "LimitExceededException",
    "Subscriber limit exceeded: Only 500 tables can be created, updated, or deleted simultaneously",
    "throttled",
  ],
  ["dynamodb", "json", 400, "ProvisionedThroughputExceededException", "Slow down", "throttled"],
  ["route53", "query", 400, "Throttling", "Rate exceeded", "throttled"],
  ["s3", "s3", 503, "SlowDown", "Please reduce your request rate.", "throttled"],
  ["sns", "query", 429, "Throttled", "Rate exceeded", "throttled"],
  ["ssm", "json", 400, "ThrottlingException", "Rate exceeded", "throttled"],
  [
    "cognito",
    "json",
    400,
    "LimitExceededException",
    "Attempt limit exceeded, please try after some time.",
    "throttled",
  ],
  // Denials, by whatever name.
  [
    "sns",
    "query",
    403,
    "AuthorizationError",
    "User: arn:aws:iam::1:user/a is not authorized to perform: SNS:Publish",
    "denied",
  ],
  ["sqs", "json", 403, "AccessDeniedException", "Access to the resource is denied.", "denied"],
  ["s3", "s3", 403, "AccessDenied", "Access Denied", "denied"],
  ["lambda", "restJson", 403, "AccessDeniedException", "not authorized", "denied"],
  ["lambda", "restJson", 502, "KMSAccessDeniedException", "Lambda was unable to decrypt the environment", "denied"],
  [
    "lambda",
    "restJson",
    400,
    "InvalidParameterValueException",
    "The provided execution role does not have permissions to call ReceiveMessage on SQS",
    "denied",
  ],
  // Credentials.
  ["sts", "query", 400, "ExpiredToken", "The security token included in the request is expired", "expired"],
  ["s3", "s3", 400, "ExpiredToken", "The provided token has expired.", "expired"],
  ["lambda", "restJson", 403, "ExpiredTokenException", "expired", "expired"],
  [
    "sts",
    "query",
    403,
    "InvalidClientTokenId",
    "The security token included in the request is invalid",
    "unidentified",
  ],
  ["s3", "s3", 403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist", "unidentified"],
  ["lambda", "restJson", 403, "UnrecognizedClientException", "The security token is invalid", "unidentified"],
  [
    "lambda",
    "restJson",
    403,
    "InvalidSignatureException",
    "Signature expired: 20240101T000000Z is now earlier than",
    "clock-skew",
  ],
  ["s3", "s3", 403, "RequestTimeTooSkewed", "The difference is too large", "clock-skew"],
  // It exists already.
  ["iam", "query", 409, "EntityAlreadyExists", "Role with name a already exists.", "exists"],
  ["lambda", "restJson", 409, "ResourceConflictException", "Function already exist: a", "exists"],
  ["dynamodb", "json", 400, "ResourceInUseException", "Table already exists: a", "exists"],
  ["cloudwatchlogs", "json", 400, "ResourceAlreadyExistsException", "The specified log group already exists", "exists"],
  ["ssm", "json", 400, "ParameterAlreadyExists", "The parameter already exists.", "exists"],
  ["sqs", "json", 400, "QueueNameExists", "A queue already exists with the same name", "exists"],
  ["secretsmanager", "json", 400, "ResourceExistsException", "already exists", "exists"],
  ["apigatewayv2", "restJson", 400, "BadRequestException", "The domain name you provided already exists.", "exists"],
  ["s3", "s3", 409, "BucketAlreadyOwnedByYou", "you already own it", "exists"],
  ["s3", "s3", 409, "BucketAlreadyExists", "The requested bucket name is not available.", "taken"],
  [
    "route53",
    "query",
    400,
    "InvalidChangeBatch",
    "Tried to create resource record set [name='a', type='CNAME'] but it already exists",
    "exists",
  ],
  // A moment later it works.
  [
    "lambda",
    "restJson",
    409,
    "ResourceConflictException",
    "The operation cannot be performed at this time. An update is in progress for resource",
    "not-ready",
  ],
  [
    "lambda",
    "restJson",
    400,
    "InvalidParameterValueException",
    "The role defined for the function cannot be assumed by Lambda.",
    "not-ready",
  ],
  [
    "dynamodb",
    "json",
    400,
    "ResourceInUseException",
    "Attempt to change a resource which is still in use: Table is being updated: a",
    "not-ready",
  ],
  ["route53", "query", 400, "PriorRequestNotComplete", "The request was rejected", "not-ready"],
  ["sqs", "json", 400, "QueueDeletedRecently", "You must wait 60 seconds after deleting a queue", "not-ready"],
  ["iam", "query", 400, "MalformedPolicyDocument", 'Invalid principal in policy: "AWS":"a"', "not-ready"],
  [
    "kms",
    "json",
    400,
    "MalformedPolicyDocumentException",
    "Policy contains a statement with one or more invalid principals.",
    "not-ready",
  ],
  [
    "dynamodb",
    "json",
    400,
    "ValidationException",
    "Time to live has been modified multiple times within a fixed interval",
    "not-ready",
  ],
  // Concurrent changes.
  [
    "cloudwatchlogs",
    "json",
    400,
    "OperationAbortedException",
    "A conflicting operation is currently in progress",
    "conflict",
  ],
  ["eventbridge", "json", 400, "ConcurrentModificationException", "Rule is being modified", "conflict"],
  ["s3", "s3", 409, "OperationAborted", "A conflicting conditional operation is in progress", "conflict"],
  ["s3", "s3", 412, "PreconditionFailed", "At least one of the pre-conditions did not hold", "conflict"],
  [
    "apigatewayv2",
    "restJson",
    409,
    "ConflictException",
    "Unable to complete operation due to concurrent modification.",
    "conflict",
  ],
  ["ssm", "json", 400, "TooManyUpdates", "concurrent updates for a parameter", "conflict"],
  // The rest.
  ["iam", "query", 409, "DeleteConflict", "Cannot delete entity, must detach all policies first.", "in-use"],
  ["acm", "json", 400, "ResourceInUseException", "Certificate is in use", "in-use"],
  [
    "secretsmanager",
    "json",
    400,
    "InvalidRequestException",
    "a secret with this name is already scheduled for deletion.",
    "in-use",
  ],
  ["s3", "s3", 301, "PermanentRedirect", "must be addressed using the specified endpoint", "wrong-region"],
  ["sqs", "json", 400, "QueueDoesNotExist", "The specified queue does not exist.", "missing"],
  ["iam", "query", 404, "NoSuchEntity", "The role with name a cannot be found.", "missing"],
  ["kms", "json", 400, "NotFoundException", "Alias is not found.", "missing"],
  ["kms", "json", 400, "KMSInvalidStateException", "arn is pending deletion.", "invalid"],
  ["sesv2", "restJson", 400, "AccountSuspendedException", "suspended", "denied"],
  ["sts", "query", 403, "RegionDisabledException", "STS is not activated in this region", "not-offered"],
  ["lambda", "restJson", 500, "ServiceException", "internal", "unavailable"],
  ["s3", "s3", 500, "InternalError", "We encountered an internal error.", "unavailable"],
  ["dynamodb", "json", 400, "SomethingNewException", "a table named throttles is denied and locked", "unknown"],
];

describe("the kind of an AWS error", () => {
  let aws: FakeAws;
  let putMocksBack: () => void;
  before(async () => {
    putMocksBack = withoutMocks([
      ACMClient,
      ApiGatewayV2Client,
      CloudWatchLogsClient,
      CognitoIdentityProviderClient,
      DynamoDBClient,
      EventBridgeClient,
      IAMClient,
      KMSClient,
      LambdaClient,
      Route53Client,
      S3Client,
      SchedulerClient,
      SecretsManagerClient,
      SESv2Client,
      SNSClient,
      SQSClient,
      SSMClient,
      STSClient,
    ]);
    aws = await FakeAws.start();
  });
  after(() => {
    aws.stop();
    putMocksBack();
  });

  const errorOf = (service: keyof typeof CALLS): Promise<unknown> =>
    CALLS[service]({
      endpoint: aws.endpoint,
      region: "us-west-2",
      maxAttempts: 1,
      forcePathStyle: true,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    }).then(
      () => null,
      (error: unknown) => error,
    );

  for (const [service, protocol, status, code, message, kind] of ROWS) {
    it(`is ${kind} for ${code} of ${service}: ${message}`, async () => {
      aws.answer = () => ERROR_BODIES[protocol](status, code, message);
      assert.equal(classifySdkError(await errorOf(service)).kind, kind);
    });
  }

  it("is unreachable where no server listens", async () => {
    const closedServer = await FakeAws.start();
    const { endpoint } = closedServer;
    closedServer.stop();
    const error: unknown = await new STSClient({
      endpoint,
      region: "us-west-2",
      maxAttempts: 1,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    })
      .send(new GetCallerIdentityCommand({}))
      .catch((thrown: unknown) => thrown);
    assert.equal(classifySdkError(error).kind, "unreachable");
  });
});
