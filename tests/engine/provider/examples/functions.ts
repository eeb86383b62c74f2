import { createHash } from "node:crypto";
import { strToU8, zipSync } from "fflate";
import type { Aws } from "../../../../rehearsal/provider/aws/aws";
import type { Example } from "./example";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

const DENY = (action: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: action, Resource: "*" }] });

export const zipOf = (answer: string): Uint8Array =>
  zipSync({ "index.js": strToU8(`exports.handler = async () => "${answer}";`) }, { mtime: new Date("2020-01-01") });
export const hashOf = (zip: Uint8Array): string => createHash("sha256").update(zip).digest("base64");

/** A role, and a bucket with two versions of a function's code. */
async function code({ iam, s3, region }: Aws, name: string) {
  const { Role } = await iam.createRole({ RoleName: `${name}-role`, AssumeRolePolicyDocument: TRUST });
  const bucket = `${name}-code`;
  await s3.createBucket({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: region as "us-west-2" } });
  for (const key of ["one", "two"]) await s3.putObject({ Bucket: bucket, Key: key, Body: zipOf(key) });
  return { role: Role?.Arn ?? "", bucket, one: hashOf(zipOf("one")), two: hashOf(zipOf("two")) };
}

/** A function with two published versions. */
async function published(aws: Aws, name: string) {
  const { role, bucket } = await code(aws, name);
  await aws.lambda.createFunction({
    FunctionName: name,
    Role: role,
    Runtime: "nodejs20.x",
    Handler: "index.handler",
    Code: { S3Bucket: bucket, S3Key: "one" },
    Publish: true,
  });
  await aws.lambda.updateFunctionCode({ FunctionName: name, S3Bucket: bucket, S3Key: "two", Publish: true });
  return { function: name };
}

export const functionExamples: readonly Example[] = [
  {
    token: "aws:iam/role:Role",
    inputs: () => ({
      name: "example-role",
      assumeRolePolicy: TRUST,
      description: "First",
      inlinePolicies: [{ name: "inline", policy: DENY("s3:GetObject") }],
      tags: { part: "role" },
    }),
    update: () => ({
      name: "example-role",
      assumeRolePolicy: TRUST.replace("lambda", "apigateway"),
      description: "Second",
      maxSessionDuration: 7_200,
      inlinePolicies: [{ name: "another", policy: DENY("s3:PutObject") }],
    }),
    replace: { path: "/service/" },
    drift: {
      change: ({ iam }, id) => iam.tagRole({ RoleName: id, Tags: [{ Key: "hand", Value: "made" }] }),
      shows: ["tags", "tagsAll"],
    },
    unread: ["forceDetachPolicies", "inlinePolicies"],
  },
  {
    token: "aws:iam/rolePolicy:RolePolicy",
    needs: async ({ iam }) => {
      await iam.createRole({ RoleName: "example-policy-role", AssumeRolePolicyDocument: TRUST });
      return {};
    },
    inputs: () => ({ name: "example-policy", role: "example-policy-role", policy: DENY("s3:GetObject") }),
    update: () => ({ name: "example-policy", role: "example-policy-role", policy: DENY("s3:PutObject") }),
    replace: { role: "another" },
    drift: {
      change: ({ iam }) =>
        iam.putRolePolicy({
          RoleName: "example-policy-role",
          PolicyName: "example-policy",
          PolicyDocument: DENY("s3:*"),
        }),
      shows: ["policy"],
    },
  },
  {
    token: "aws:cloudwatch/logGroup:LogGroup",
    inputs: () => ({ name: "/example/group", retentionInDays: 14, tags: { part: "logs" } }),
    update: () => ({ name: "/example/group", retentionInDays: 30 }),
    replace: { name: "/example/other" },
    drift: {
      change: ({ logs }, id) => logs.putRetentionPolicy({ logGroupName: id, retentionInDays: 1 }),
      shows: ["retentionInDays"],
    },
  },
  {
    token: "aws:lambda/function:Function",
    needs: (aws) => code(aws, "example-function"),
    inputs: ({ role = "", bucket = "", one = "" }) => ({
      name: "example-function",
      role,
      runtime: "nodejs22.x",
      handler: "index.handler",
      architectures: ["arm64"],
      s3Bucket: bucket,
      s3Key: "one",
      sourceCodeHash: one,
      publish: true,
      memorySize: 256,
      timeout: 29,
      description: "First",
      environment: { variables: { STAGE: "dev" } },
      loggingConfig: { logFormat: "JSON", logGroup: "/example/service" },
      tracingConfig: { mode: "Active" },
      reservedConcurrentExecutions: 5,
      tags: { part: "function" },
    }),
    update: ({ role = "", bucket = "", two = "" }) => ({
      name: "example-function",
      role,
      runtime: "python3.13",
      handler: "app.handler",
      architectures: ["arm64"],
      s3Bucket: bucket,
      s3Key: "two",
      sourceCodeHash: two,
      publish: true,
      memorySize: 512,
      timeout: 29,
      environment: { variables: { STAGE: "staging", MORE: "" } },
      loggingConfig: { logFormat: "JSON", logGroup: "/example/service", applicationLogLevel: "WARN" },
    }),
    replace: { name: "example-function-of-another-name" },
    drift: {
      // Code shows in no input, as with the AWS provider.
      change: async ({ lambda }, id) => {
        await lambda.updateFunctionCode({ FunctionName: id, ZipFile: zipOf("by hand") });
        await lambda.updateFunctionConfiguration({ FunctionName: id, MemorySize: 1_024 });
      },
      shows: ["memorySize"],
    },
    unread: ["s3Bucket", "s3Key", "publish"],
  },
  {
    token: "aws:lambda/alias:Alias",
    needs: (aws) => published(aws, "example-aliased"),
    inputs: () => ({ name: "live", functionName: "example-aliased", functionVersion: "1" }),
    update: () => ({
      name: "live",
      functionName: "example-aliased",
      functionVersion: "1",
      routingConfig: { additionalVersionWeights: { "2": 0.1 } },
    }),
    replace: { name: "other" },
    drift: {
      change: ({ lambda }) =>
        lambda.updateAlias({
          FunctionName: "example-aliased",
          Name: "live",
          FunctionVersion: "2",
          RoutingConfig: { AdditionalVersionWeights: {} },
        }),
      shows: ["functionVersion", "routingConfig"],
    },
    importId: () => "example-aliased/live",
  },
  {
    token: "aws:lambda/permission:Permission",
    needs: (aws) => published(aws, "example-permitted"),
    inputs: () => ({
      statementId: "from-api",
      action: "lambda:InvokeFunction",
      function: "example-permitted",
      principal: "apigateway.amazonaws.com",
      sourceArn: "arn:aws:execute-api:us-west-2:123456789012:abc/*",
    }),
    replace: { principal: "events.amazonaws.com" },
    importId: () => "example-permitted/from-api",
  },
  {
    token: "aws:lambda/eventSourceMapping:EventSourceMapping",
    needs: async (aws) => {
      const { QueueUrl } = await aws.sqs.createQueue({ QueueName: "example-source" });
      const { Attributes } = await aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["QueueArn"] });
      return { ...(await published(aws, "example-consumer")), queue: Attributes?.["QueueArn"] ?? "" };
    },
    inputs: ({ queue = "" }) => ({
      eventSourceArn: queue,
      functionName: "example-consumer",
      batchSize: 5,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: 4 },
      tags: { part: "mapping" },
    }),
    update: ({ queue = "" }) => ({
      eventSourceArn: queue,
      functionName: "example-consumer",
      batchSize: 10,
      enabled: false,
      filterCriteria: { filters: [{ pattern: JSON.stringify({ body: { kind: ["a"] } }) }] },
    }),
    replace: { eventSourceArn: "arn:aws:sqs:us-west-2:123456789012:another" },
  },
  {
    token: "aws:lambda/eventSourceMapping:EventSourceMapping",
    title: "of a stream",
    needs: async (aws) => {
      const { TableDescription } = await aws.dynamodb.createTable({
        TableName: "example-stream",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
      });
      return { ...(await published(aws, "example-follower")), stream: TableDescription?.LatestStreamArn ?? "" };
    },
    inputs: ({ stream = "" }) => ({
      eventSourceArn: stream,
      functionName: "example-follower",
      batchSize: 100,
      maximumBatchingWindowInSeconds: 5,
      startingPosition: "TRIM_HORIZON",
      maximumRetryAttempts: 2,
      maximumRecordAgeInSeconds: 3_600,
      bisectBatchOnFunctionError: true,
      parallelizationFactor: 4,
      destinationConfig: { onFailure: { destinationArn: "arn:aws:sqs:us-west-2:200000000001:example-failed" } },
    }),
    update: ({ stream = "" }) => ({
      eventSourceArn: stream,
      functionName: "example-follower",
      batchSize: 100,
      startingPosition: "TRIM_HORIZON",
      maximumRetryAttempts: -1,
      maximumRecordAgeInSeconds: -1,
      bisectBatchOnFunctionError: false,
      parallelizationFactor: 1,
      destinationConfig: { onFailure: { destinationArn: "arn:aws:sns:us-west-2:200000000001:example-failures" } },
    }),
    replace: { startingPosition: "LATEST" },
    drift: {
      change: ({ lambda }, id) => lambda.updateEventSourceMapping({ UUID: id, MaximumRetryAttempts: 7 }),
      shows: ["maximumRetryAttempts"],
    },
  },
];
