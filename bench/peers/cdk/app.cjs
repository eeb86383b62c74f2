"use strict";

/*
 * The backend of the facts (`FACTS`: a file that ../cdkFacts.ts writes) as a CDK app: tables, queues, buckets, event bus, user pool,
 * services with functions, versions and aliases, alarms, and the HTTP API. Names are known, so a stack names the resources of
 * another without exports, and waits for it. CloudFormation takes 500 resources per stack, so services and routes are divided.
 */

const { readFileSync } = require("node:fs");
const { App, CliCredentialsStackSynthesizer, Duration, RemovalPolicy, Stack } = require("aws-cdk-lib");
const apigateway = require("aws-cdk-lib/aws-apigatewayv2");
const cloudwatch = require("aws-cdk-lib/aws-cloudwatch");
const cognito = require("aws-cdk-lib/aws-cognito");
const dynamodb = require("aws-cdk-lib/aws-dynamodb");
const events = require("aws-cdk-lib/aws-events");
const iam = require("aws-cdk-lib/aws-iam");
const lambda = require("aws-cdk-lib/aws-lambda");
const logs = require("aws-cdk-lib/aws-logs");
const s3 = require("aws-cdk-lib/aws-s3");
const sqs = require("aws-cdk-lib/aws-sqs");

const facts = JSON.parse(readFileSync(process.env.FACTS, "utf8"));
const { account, region, bucket } = facts;
const app = new App();

function newStack(name) {
  return new Stack(app, `listbackup-${name}`, {
    env: { account, region },
    // The caller's own credentials, as ours: no roles of a bootstrap stack to assume.
    synthesizer: new CliCredentialsStackSynthesizer({ fileAssetsBucketName: bucket }),
  });
}

const key = ({ name, type }) => ({ name, type: dynamodb.AttributeType[type] });

function createTable(stack, table) {
  const { name, hash, range, ttl, stream, indexes } = table;
  const created = new dynamodb.Table(stack, `table-${name}`, {
    tableName: name,
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    partitionKey: key(hash),
    ...(range === null ? {} : { sortKey: key(range) }),
    ...(ttl === null ? {} : { timeToLiveAttribute: ttl }),
    ...(stream ? { stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES } : {}),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  for (const index of indexes)
    created.addGlobalSecondaryIndex({
      indexName: index.name,
      partitionKey: key(index.hash),
      ...(index.range === null ? {} : { sortKey: key(index.range) }),
    });
}

function createQueue(stack, { name, deadLetters, fifo, retention, visibilityTimeout, maxReceives }) {
  const common = {
    ...(fifo ? { fifo: true, contentBasedDeduplication: true } : {}),
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    retentionPeriod: Duration.seconds(retention),
  };
  const queue = new sqs.Queue(stack, `${name}-dlq`, { ...common, queueName: deadLetters });
  new sqs.Queue(stack, name, {
    ...common,
    queueName: name,
    visibilityTimeout: Duration.seconds(visibilityTimeout),
    deadLetterQueue: { queue, maxReceiveCount: maxReceives },
  });
}

function createCore() {
  const stack = newStack("core");
  for (const table of facts.tables) createTable(stack, table);
  for (const queue of facts.queues) createQueue(stack, queue);
  for (const name of facts.buckets)
    new s3.Bucket(stack, name, {
      bucketName: name,
      versioned: true,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  for (const name of facts.buses) new events.EventBus(stack, name, { eventBusName: name });
  const pool = new cognito.UserPool(stack, "users", {
    userPoolName: facts.userPool,
    signInAliases: { email: true },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const client = pool.addClient("client", { authFlows: { userPassword: true } });
  return { stack, pool, client };
}

function createService(stack, { name, policy, logGroup, functions }) {
  const group = new logs.LogGroup(stack, `${name}-logs`, {
    logGroupName: logGroup,
    retention: logs.RetentionDays.TWO_WEEKS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new iam.Role(stack, `${name}-role`, {
    assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
    inlinePolicies: { grants: iam.PolicyDocument.fromJson(policy) },
  });
  const code = s3.Bucket.fromBucketName(stack, `${name}-code`, bucket);
  for (const fn of functions) {
    const created = new lambda.Function(stack, fn.name, {
      functionName: fn.name,
      role,
      runtime: new lambda.Runtime(fn.runtime),
      handler: fn.handler,
      memorySize: fn.memory,
      timeout: Duration.seconds(fn.timeout),
      environment: fn.environment,
      logGroup: group,
      code: lambda.Code.fromBucket(code, fn.key),
    });
    new lambda.Alias(stack, `${fn.name}-live`, { aliasName: "live", version: created.currentVersion });
  }
  new cloudwatch.Alarm(stack, `${name}-errors`, {
    metric: new cloudwatch.Metric({ namespace: "AWS/Lambda", metricName: "Errors", statistic: "Sum" }),
    threshold: 1,
    evaluationPeriods: 1,
  });
}

const core = createCore();

/** So many functions per stack that function, version and alias of each stay below 500. */
const FUNCTIONS_PER_STACK = 150;
const services = [];
for (const service of facts.services)
  for (let first = 0; first < service.functions.length; first += FUNCTIONS_PER_STACK) {
    const part = service.functions.slice(first, first + FUNCTIONS_PER_STACK);
    const size = part.length;
    const last = services.at(-1);
    const named =
      first === 0
        ? service
        : { ...service, name: `${service.name}-${first}`, logGroup: `${service.logGroup}-${first}` };
    const entry = { ...named, functions: part };
    if (last === undefined || last.size + size > FUNCTIONS_PER_STACK) services.push({ size, members: [entry] });
    else {
      last.size += size;
      last.members.push(entry);
    }
  }
const serviceStacks = services.map(({ members }, index) => {
  const stack = newStack(`services-${index + 1}`);
  for (const service of members) createService(stack, service);
  return stack;
});

function createApi() {
  const stack = newStack("api");
  const role = new iam.Role(stack, "invoke", {
    assumedBy: new iam.ServicePrincipal("apigateway.amazonaws.com"),
    inlinePolicies: {
      invoke: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [facts.invokable] })],
      }),
    },
  });
  const api = new apigateway.HttpApi(stack, "api", { apiName: facts.api });
  const authorizer = new apigateway.HttpAuthorizer(stack, "jwt", {
    httpApi: api,
    type: apigateway.HttpAuthorizerType.JWT,
    identitySource: ["$request.header.Authorization"],
    // Not `userPoolProviderUrl`: the emulator's CloudFormation does not have that attribute.
    jwtIssuer: `https://cognito-idp.${region}.amazonaws.com/${core.pool.userPoolId}`,
    jwtAudience: [core.client.userPoolClientId],
  });
  const integrations = new Map();
  for (const { method, path, isPublic, functionArn, name } of facts.routes) {
    let integration = integrations.get(functionArn);
    if (integration === undefined) {
      integration = new apigateway.CfnIntegration(stack, `to-${name}`, {
        apiId: api.apiId,
        integrationType: "AWS_PROXY",
        integrationUri: functionArn,
        payloadFormatVersion: "2.0",
        credentialsArn: role.roleArn,
      });
      integrations.set(functionArn, integration);
    }
    new apigateway.CfnRoute(stack, `route-${method}-${path}`, {
      apiId: api.apiId,
      routeKey: `${method} ${path}`,
      target: `integrations/${integration.ref}`,
      ...(isPublic ? {} : { authorizationType: "JWT", authorizerId: authorizer.authorizerId }),
    });
  }
  return stack;
}

const api = createApi();
for (const stack of serviceStacks) {
  stack.addDependency(core.stack);
  api.addDependency(stack);
}
