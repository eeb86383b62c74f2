import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as dynamodb from "@pulumi/aws/dynamodb";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as s3 from "@pulumi/aws/s3";
import * as sqs from "@pulumi/aws/sqs";
import * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";

/** What changes between two deployments of the test's program. */
export interface Settings {
  /** Base64 SHA-256 of the zip in the bucket. */
  readonly codeHash: string;
  readonly codeKey: string;
  readonly visibilityTimeoutSeconds: number;
  /** Paths that the API answers. */
  readonly paths: readonly string[];
}

const document = (settings: Settings, uri: string): string =>
  JSON.stringify({
    openapi: "3.0.1",
    info: { title: "trial-api", version: "1" },
    tags: [{ name: "project", "x-amazon-apigateway-tag-value": "trial" }],
    paths: Object.fromEntries(
      settings.paths.map((path) => [
        path,
        {
          get: {
            "x-amazon-apigateway-integration": {
              type: "aws_proxy",
              httpMethod: "POST",
              uri,
              payloadFormatVersion: "2.0",
            },
          },
        },
      ]),
    ),
  });

/** A queue with its dead letters, a table, a role, a function with an alias, an API from a document, a secret. */
export function trial(settings: Settings, codeBucket: string): Record<string, pulumi.Output<string>> {
  const deadLetters = new sqs.Queue("dlq", { name: "trial-dlq", messageRetentionSeconds: 1_209_600 });
  const queue = new sqs.Queue("queue", {
    name: "trial-queue",
    visibilityTimeoutSeconds: settings.visibilityTimeoutSeconds,
    redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 3 }),
    tags: { part: "queue" },
  });
  const table = new dynamodb.Table("table", {
    name: "trial-table",
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    attributes: [
      { name: "id", type: "S" },
      { name: "owner", type: "S" },
    ],
    globalSecondaryIndexes: [{ name: "OwnerIndex", hashKey: "owner", projectionType: "ALL" }],
    ttl: { attributeName: "expires", enabled: true },
    pointInTimeRecovery: { enabled: true },
    serverSideEncryption: { enabled: true },
  });
  const role = new iam.Role("role", {
    name: "trial-role",
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    }),
  });
  const policy = new iam.RolePolicy("policy", {
    name: "trial-policy",
    role: role.name,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: table.arn }],
    }),
  });
  const secret = new ssm.Parameter("secret", {
    name: "/trial/secret",
    type: "SecureString",
    value: pulumi.secret("correct horse battery staple"),
  });
  const handler = new lambda.Function(
    "function",
    {
      name: "trial-function",
      role: role.arn,
      runtime: "nodejs20.x",
      handler: "index.handler",
      s3Bucket: codeBucket,
      s3Key: settings.codeKey,
      sourceCodeHash: settings.codeHash,
      publish: true,
      memorySize: 256,
      timeout: 10,
      environment: { variables: { TABLE: table.name, QUEUE: queue.url } },
      loggingConfig: { logFormat: "JSON" },
    },
    { dependsOn: [policy] },
  );
  const alias = new lambda.Alias("alias", {
    name: "live",
    functionName: handler.name,
    functionVersion: handler.version,
  });
  const api = new apigatewayv2.Api("api", {
    name: "trial-api",
    protocolType: "HTTP",
    version: "1",
    body: alias.invokeArn.apply((uri) => document(settings, uri)),
    corsConfiguration: { allowMethods: ["GET"], allowOrigins: ["*"] },
    failOnWarnings: true,
  });
  const deployment = new apigatewayv2.Deployment("deployment", {
    apiId: api.id,
    triggers: { paths: settings.paths.join() },
  });
  const stage = new apigatewayv2.Stage("stage", { apiId: api.id, name: "$default", deploymentId: deployment.id });
  const bucket = new s3.Bucket("bucket", { bucket: "trial-bucket-of-the-provider", forceDestroy: true });
  new s3.BucketVersioning("versioning", { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } });
  return {
    apiId: api.id,
    url: stage.invokeUrl,
    version: handler.version,
    aliasVersion: alias.functionVersion,
    secret: secret.value,
  };
}
