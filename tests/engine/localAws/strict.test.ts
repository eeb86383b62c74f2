import { strict as assert } from "node:assert";
import { useEmulator } from "../../support/emulator/emulator";
import { readViolations } from "../../../rehearsal/ministack/violationReport";

interface Planted {
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = (service: string, target: string, body: object): Planted => ({
  service,
  headers: { "x-amz-target": target, "content-type": "application/x-amz-json-1.1" },
  body: JSON.stringify(body),
});
const form = (service: string, fields: Readonly<Record<string, string>>): Planted => ({
  service,
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams(fields).toString(),
});
const rest = (service: string, method: string, path: string, body: object | string = ""): Planted => ({
  service,
  method,
  path,
  headers: { "content-type": typeof body === "string" ? "application/xml" : "application/json" },
  body: typeof body === "string" ? body : JSON.stringify(body),
});

const TABLE = {
  TableName: "orders",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
};
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const ROUTE53 = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"';
const ZONE = `<CreateHostedZoneRequest ${ROUTE53}><Name>example.com</Name><CallerReference>one</CallerReference></CreateHostedZoneRequest>`;
const changeBatch = (changes: string): string =>
  `<ChangeResourceRecordSetsRequest ${ROUTE53}><ChangeBatch><Changes>${changes}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;
/** @param routing of the record of api.example.com */
const recordChange = (action: string, routing: string): string =>
  `<Change><Action>${action}</Action><ResourceRecordSet><Name>api.example.com</Name><Type>A</Type>${routing}<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change>`;
const dynamodb = (change: object): Planted =>
  json("dynamodb", "DynamoDB_20120810.CreateTable", { ...TABLE, ...change });
const FUNCTION = {
  FunctionName: "list",
  Role: "arn:aws:iam::000000000000:role/list",
  Code: { ZipFile: "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==" },
  Runtime: "nodejs22.x",
  Handler: "index.handler",
};
const lambda = (change: object): Planted => rest("lambda", "POST", "/2015-03-31/functions", { ...FUNCTION, ...change });
const pool = (change: object): Planted =>
  json("cognito-idp", "AWSCognitoIdentityProviderService.CreateUserPool", { PoolName: "people", ...change });
const client = (change: object): Planted =>
  json("cognito-idp", "AWSCognitoIdentityProviderService.CreateUserPoolClient", {
    UserPoolId: "us-west-2_abc",
    ClientName: "web",
    ...change,
  });
const role = (change: Readonly<Record<string, string>>): Planted =>
  form("iam", {
    Action: "CreateRole",
    Version: "2010-05-08",
    RoleName: "list",
    AssumeRolePolicyDocument: "{}",
    ...change,
  });
const api = (change: object): Planted =>
  rest("apigateway", "POST", "/v2/apis", { name: "api", protocolType: "HTTP", ...change });
const LIFECYCLE = (rule: string): Planted =>
  rest("s3", "PUT", "/documents?lifecycle", `<LifecycleConfiguration><Rule>${rule}</Rule></LifecycleConfiguration>`);
const alarm = (change: object): Planted =>
  json("monitoring", "GraniteServiceVersion20100801.PutMetricAlarm", {
    AlarmName: "errors",
    EvaluationPeriods: 1,
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: 1,
    ...change,
  });

/** What AWS refuses by its models: what it is, the request, the code of the answer. */
const PLANTED: readonly (readonly [what: string, request: Planted, code: string])[] = [
  ["a table without a name", dynamodb({ TableName: undefined }), "ValidationException"],
  [
    "a table of an unknown type of key",
    dynamodb({ KeySchema: [{ AttributeName: "id", KeyType: "SORT" }] }),
    "ValidationException",
  ],
  ["a table of an unknown member", dynamodb({ Ttl: true }), "SerializationException"],
  ["a table whose name is a number", dynamodb({ TableName: 7 }), "SerializationException"],
  ["a table with an unknown billing mode", dynamodb({ BillingMode: "FREE" }), "ValidationException"],
  [
    "a table with no units",
    dynamodb({ ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 1 } }),
    "ValidationException",
  ],
  ["a function with little memory", lambda({ MemorySize: 64 }), "ValidationException"],
  ["a function with much memory", lambda({ MemorySize: 65_536 }), "ValidationException"],
  ["a function without time", lambda({ Timeout: 0 }), "ValidationException"],
  ["a function without a role", lambda({ Role: undefined }), "ValidationException"],
  ["a function whose role is no ARN", lambda({ Role: "list" }), "ValidationException"],
  ["a function of an unknown runtime", lambda({ Runtime: "nodejs99.x" }), "ValidationException"],
  ["a function of an unknown architecture", lambda({ Architectures: ["riscv"] }), "ValidationException"],
  ["a function whose name has a space", lambda({ FunctionName: "list all" }), "ValidationException"],
  [
    "a variable that begins with a digit",
    lambda({ Environment: { Variables: { "1ST": "x" } } }),
    "ValidationException",
  ],
  ["a function with little scratch space", lambda({ EphemeralStorage: { Size: 100 } }), "ValidationException"],
  ["a function of an unknown member", lambda({ Concurrency: 1 }), "SerializationException"],
  ["a pool without a name", pool({ PoolName: undefined }), "InvalidParameterException"],
  ["a pool with a long name", pool({ PoolName: "p".repeat(129) }), "InvalidParameterException"],
  ["a pool with an unknown factor", pool({ MfaConfiguration: "SOMETIMES" }), "InvalidParameterException"],
  [
    "a pool with a short password",
    pool({ Policies: { PasswordPolicy: { MinimumLength: 3 } } }),
    "InvalidParameterException",
  ],
  ["a client with an unknown flow", client({ ExplicitAuthFlows: ["ALLOW_ANYTHING"] }), "InvalidParameterException"],
  ["a client with a long refresh token", client({ RefreshTokenValidity: 400_000_000 }), "InvalidParameterException"],
  ["a client of a pool that is none", client({ UserPoolId: "pool" }), "InvalidParameterException"],
  ["a role without a trust policy", role({ AssumeRolePolicyDocument: "" }), "ValidationError"],
  ["a role with a long name", role({ RoleName: "r".repeat(65) }), "ValidationError"],
  ["a role whose name has a slash", role({ RoleName: "a/b" }), "ValidationError"],
  ["a role with a short session", role({ MaxSessionDuration: "60" }), "ValidationError"],
  ["a role with a session that is no number", role({ MaxSessionDuration: "an hour" }), "ValidationError"],
  ["a role of an unknown field", role({ Owner: "me" }), "ValidationError"],
  [
    "a log group with a space",
    json("logs", "Logs_20140328.CreateLogGroup", { logGroupName: "a b" }),
    "InvalidParameterException",
  ],
  [
    "retention without days",
    json("logs", "Logs_20140328.PutRetentionPolicy", { logGroupName: "a" }),
    "InvalidParameterException",
  ],
  ["a queue without a name", json("sqs", "AmazonSQS.CreateQueue", {}), "MissingParameter"],
  ["an API without a protocol", api({ protocolType: undefined }), "BadRequestException"],
  ["an API of an unknown protocol", api({ protocolType: "GRAPH" }), "BadRequestException"],
  ["an API whose CORS has a long age", api({ corsConfiguration: { maxAge: 90_000 } }), "BadRequestException"],
  ["a rule without a status", LIFECYCLE("<ID>a</ID>"), "MalformedXML"],
  ["a rule with an unknown element", LIFECYCLE("<Status>Enabled</Status><Days>3</Days>"), "MalformedXML"],
  [
    "a rule with an unknown class",
    LIFECYCLE("<Status>Enabled</Status><Transition><StorageClass>COLD</StorageClass></Transition>"),
    "MalformedXML",
  ],
  [
    "an object of an unknown class",
    { ...rest("s3", "PUT", "/documents/a", "data"), headers: { "x-amz-storage-class": "COLD" } },
    "InvalidStorageClass",
  ],
  [
    "an invocation of an unknown type",
    {
      ...rest("lambda", "POST", "/2015-03-31/functions/list/invocations", {}),
      headers: { "x-amz-invocation-type": "Maybe" },
    },
    "ValidationException",
  ],
  ["an alarm with an unknown comparison", alarm({ ComparisonOperator: "About" }), "ValidationError"],
  ["an alarm without periods", alarm({ EvaluationPeriods: 0 }), "ValidationError"],
  ["an alarm with a long name", alarm({ AlarmName: "a".repeat(256) }), "ValidationError"],
  [
    "a parameter with a long name",
    json("ssm", "AmazonSSM.PutParameter", { Name: "p".repeat(2_049), Value: "x" }),
    "ValidationException",
  ],
  ["a topic that is no name", form("sns", { Action: "CreateTopic", Version: "2010-03-31" }), "ValidationError"],
  ["a rule on a bus that is none", json("events", "AWSEvents.PutRule", { Name: "a b" }), "ValidationException"],
];

const ttl = (AttributeName: string, Enabled = true): Planted =>
  json("dynamodb", "DynamoDB_20120810.UpdateTimeToLive", {
    TableName: "timed",
    TimeToLiveSpecification: { AttributeName, Enabled },
  });
const INDEX = {
  IndexName: "byOwner",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  Projection: { ProjectionType: "ALL" },
};
const update = (GlobalSecondaryIndexUpdates: readonly object[]): Planted =>
  json("dynamodb", "DynamoDB_20120810.UpdateTable", { TableName: "orders", GlobalSecondaryIndexUpdates });
const policy = (document: object): Planted =>
  form("iam", {
    Action: "PutRolePolicy",
    Version: "2010-05-08",
    RoleName: "list",
    PolicyName: "own",
    PolicyDocument: JSON.stringify(document),
  });
const variables = (Variables: object): Planted => lambda({ Environment: { Variables } });
const queue = (QueueName: string, Attributes: object = {}): Planted =>
  json("sqs", "AmazonSQS.CreateQueue", { QueueName, Attributes });
const transition = (days: number, storageClass: string): string =>
  `<Transition><Days>${String(days)}</Days><StorageClass>${storageClass}</StorageClass></Transition>`;
const rule = (content: string): Planted => LIFECYCLE(`<ID>a</ID><Filter/><Status>Enabled</Status>${content}`);

const tags = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, n) => ({ Key: `key${String(n)}`, Value: "value" }));
/** @param length of a condition that makes the policy longer */
const resourcePolicy = (Principal: unknown, length = 0): string =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Principal, Action: "*", Resource: "*", Sid: "a".repeat(length) }],
  });
const topicPolicy = (AttributeValue: string): Planted =>
  form("sns", {
    Action: "SetTopicAttributes",
    Version: "2010-03-31",
    TopicArn: "arn:aws:sns:us-west-2:000000000000:alarms",
    AttributeName: "Policy",
    AttributeValue,
  });
const key = (change: object): Planted => json("kms", "TrentService.CreateKey", change);
const bucketPolicy = (document: string): Planted => rest("s3", "PUT", "/documents?policy", document);
const permission = (change: object): Planted =>
  rest("lambda", "POST", "/2015-03-31/functions/list/policy", {
    StatementId: "api",
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
    ...change,
  });

/** What AWS refuses though its models do not say so. */
const RULES: readonly (readonly [what: string, request: Planted, code: string])[] = [
  ["two indexes at once", update([{ Create: INDEX }, { Delete: { IndexName: "byDate" } }]), "LimitExceededException"],
  [
    "an attribute that no key uses",
    dynamodb({ AttributeDefinitions: [...TABLE.AttributeDefinitions, { AttributeName: "age", AttributeType: "N" }] }),
    "ValidationException",
  ],
  [
    "21 indexes",
    dynamodb({
      GlobalSecondaryIndexes: Array.from({ length: 21 }, (_, n) => ({ ...INDEX, IndexName: `by${String(n)}` })),
    }),
    "ValidationException",
  ],
  [
    "units of a table on demand",
    dynamodb({ ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } }),
    "ValidationException",
  ],
  ["a policy of 10,241 characters", policy({ Statement: [{ Action: `s3:${"a".repeat(10_240)}` }] }), "LimitExceeded"],
  [
    "an action without a service",
    policy({ Statement: { Effect: "Allow", Action: "GetItem", Resource: "*" } }),
    "MalformedPolicyDocument",
  ],
  [
    "a long trust policy",
    role({ AssumeRolePolicyDocument: JSON.stringify({ Statement: [], Id: "a".repeat(2_048) }) }),
    "LimitExceeded",
  ],
  ["an environment over 4 KB", variables({ LONG: "a".repeat(4_096) }), "InvalidParameterValueException"],
  ["a reserved variable", variables({ AWS_REGION: "x" }), "InvalidParameterValueException"],
  [
    "retention of ten days",
    json("logs", "Logs_20140328.PutRetentionPolicy", { logGroupName: "a", retentionInDays: 10 }),
    "InvalidParameterException",
  ],
  ["infrequent access after a week", rule(transition(7, "STANDARD_IA")), "InvalidArgument"],
  [
    "a warmer class after a colder one",
    rule(transition(30, "GLACIER") + transition(60, "STANDARD_IA")),
    "InvalidArgument",
  ],
  [
    "expiry before a transition",
    rule(`${transition(90, "GLACIER")}<Expiration><Days>30</Days></Expiration>`),
    "InvalidArgument",
  ],
  [
    "a parameter of 4.5 KB",
    json("ssm", "AmazonSSM.PutParameter", { Name: "/a", Value: "a".repeat(4_600), Type: "String" }),
    "ValidationException",
  ],
  [
    "a parameter of AWS's own",
    json("ssm", "AmazonSSM.PutParameter", { Name: "/aws/a", Value: "a", Type: "String" }),
    "ValidationException",
  ],
  ["a FIFO queue without its suffix", queue("jobs", { FifoQueue: "true" }), "InvalidParameterValue"],
  ["a queue that hides messages for a day", queue("jobs", { VisibilityTimeout: "86400" }), "InvalidAttributeValue"],
  [
    "six targets of a rule",
    json("events", "AWSEvents.PutTargets", {
      Rule: "paid",
      Targets: Array.from({ length: 6 }, (_, n) => ({ Id: String(n), Arn: "arn:aws:sqs:us-west-2:000000000000:jobs" })),
    }),
    "LimitExceededException",
  ],
  [
    "a schedule on another bus",
    json("events", "AWSEvents.PutRule", { Name: "a", EventBusName: "own", ScheduleExpression: "rate(1 day)" }),
    "ValidationException",
  ],
  ["an access token of two days", client({ AccessTokenValidity: 48 }), "InvalidParameterException"],
  [
    "an access token with a longer lifetime than the refresh token",
    client({ AccessTokenValidity: 24, RefreshTokenValidity: 60, TokenValidityUnits: { RefreshToken: "minutes" } }),
    "InvalidParameterException",
  ],
  [
    "an origin with a slash at its end",
    api({ corsConfiguration: { allowOrigins: ["https://a.example/"] } }),
    "BadRequestException",
  ],
  [
    "any origin with credentials",
    api({ corsConfiguration: { allowOrigins: ["*"], allowCredentials: true } }),
    "BadRequestException",
  ],
  ["a bucket policy over 20 KB", rest("s3", "PUT", "/documents?policy", { Id: "a".repeat(20_480) }), "PolicyTooLarge"],
  ["an alarm that says no number of periods", alarm({ EvaluationPeriods: undefined }), "ValidationError"],
  ["a period of 90 seconds", alarm({ Period: 90 }), "ValidationError"],
  ["an alarm over two days", alarm({ Period: 300, EvaluationPeriods: 600 }), "ValidationError"],
  ["an alarm over eight days", alarm({ Period: 86_400, EvaluationPeriods: 8 }), "ValidationError"],
  ["a tag of AWS's own", lambda({ Tags: { "AWS:owner": "me" } }), "InvalidParameterValueException"],
  ["51 tags", dynamodb({ Tags: tags(51) }), "ValidationException"],
  ["a long value of a tag", pool({ UserPoolTags: { owner: "a".repeat(257) } }), "InvalidParameterException"],
  ["a queue's policy that is no JSON", queue("jobs", { Policy: "{" }), "InvalidAttributeValue"],
  [
    "a queue's policy without a principal",
    queue("jobs", { Policy: resourcePolicy(undefined) }),
    "InvalidAttributeValue",
  ],
  [
    "a queue's policy for a service that is none",
    queue("jobs", { Policy: resourcePolicy({ Service: "events" }) }),
    "InvalidAttributeValue",
  ],
  ["a queue's policy over 8 KB", queue("jobs", { Policy: resourcePolicy("*", 8_192) }), "InvalidAttributeValue"],
  ["a topic's policy that is no JSON", topicPolicy("policy"), "InvalidParameter"],
  ["a topic's policy over 30 KB", topicPolicy(resourcePolicy("*", 30_720)), "InvalidParameter"],
  [
    "a key's policy without a principal",
    key({ Policy: resourcePolicy(undefined) }),
    "MalformedPolicyDocumentException",
  ],
  ["a key's policy over 32 KB", key({ Policy: resourcePolicy("*", 32_768) }), "LimitExceededException"],
  ["a bucket's policy without a principal", bucketPolicy(resourcePolicy(undefined)), "MalformedPolicy"],
  ["a permission for a service that is none", permission({ Principal: "events" }), "InvalidParameterValueException"],
  [
    "a key that is deleted in three days",
    json("kms", "TrentService.ScheduleKeyDeletion", { KeyId: "a", PendingWindowInDays: 3 }),
    "ValidationException",
  ],
  [
    "a secret that is deleted in 31 days",
    json("secretsmanager", "secretsmanager.DeleteSecret", { SecretId: "a", RecoveryWindowInDays: 31 }),
    "InvalidParameterException",
  ],
  [
    "an authorizer's answer that is kept for a day",
    rest("apigateway", "POST", "/v2/apis/a/authorizers", {
      name: "own",
      authorizerType: "REQUEST",
      identitySource: ["$request.header.Authorization"],
      authorizerResultTtlInSeconds: 86_400,
    }),
    "BadRequestException",
  ],
];

describe("the local AWS, of what AWS's models refuse", function () {
  this.timeout(120_000);
  // Slow enough for a few requests while a role or an index is in the making.
  const emulator = useEmulator({ pace: 10 });
  let permissionsRefused = 0;

  async function described(TableName: string): Promise<Described> {
    const { Table } = (await accepted(json("dynamodb", "DynamoDB_20120810.DescribeTable", { TableName }))) as {
      readonly Table: Described;
    };
    return Table;
  }

  async function sent({ service, method = "POST", path = "/", headers = {}, body }: Planted): Promise<Response> {
    const credential = `000000000000/20260101/us-west-2/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    return fetch(`${emulator.endpoint}${path}`, { method, headers: { ...headers, authorization }, body });
  }

  async function accepted(request: Planted): Promise<unknown> {
    const response = await sent(request);
    const text = await response.text();
    assert.ok(response.ok, text);
    return text.startsWith("{") ? JSON.parse(text) : null;
  }

  /** @returns the code of the refusal */
  async function answered(request: Planted): Promise<string> {
    const response = await sent(request);
    const text = await response.text();
    assert.ok([400, 409, 429].includes(response.status), text);
    return response.headers.get("x-amzn-errortype") ?? /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? codeOf(text);
  }

  for (const [what, request, code] of PLANTED) {
    it(`refuses ${what}`, async () => {
      assert.equal(await answered(request), code);
    });
  }

  for (const [what, request, code] of RULES) {
    it(`refuses ${what}`, async () => {
      assert.equal(await answered(request), code);
    });
  }

  it("refuses a second change of a table's TTL, and another attribute", async () => {
    await accepted(json("dynamodb", "DynamoDB_20120810.CreateTable", { ...TABLE, TableName: "timed" }));
    await accepted(ttl("expiresAt"));
    assert.equal(await answered(ttl("endsAt")), "ValidationException");
    assert.equal(await answered(ttl("expiresAt", false)), "ValidationException");
  });

  it("refuses a failover record beside a simple one, and takes both changes in one batch", async () => {
    const zone = rest("route53", "POST", "/2013-04-01/hostedzone", ZONE);
    const id = /<Id>\/hostedzone\/(\w+)</.exec(await (await sent(zone)).text())?.[1] ?? "";
    const changes = (...all: readonly string[]): Planted =>
      rest("route53", "POST", `/2013-04-01/hostedzone/${id}/rrset`, changeBatch(all.join("")));
    const secondary = "<SetIdentifier>secondary</SetIdentifier><Failover>SECONDARY</Failover>";
    await accepted(changes(recordChange("CREATE", "")));
    const refused = await answered(changes(recordChange("CREATE", secondary)));
    await accepted(changes(recordChange("DELETE", ""), recordChange("CREATE", secondary)));
    const second = await answered(changes(recordChange("CREATE", secondary.replace("secondary", "other"))));
    assert.deepEqual([refused, second], ["InvalidChangeBatch", "InvalidChangeBatch"]);
  });

  it("does not remember a change that was refused", async () => {
    const lost = json("dynamodb", "DynamoDB_20120810.UpdateTimeToLive", {
      TableName: "lost",
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
    });
    const codes = [codeOf(await (await sent(lost)).text()), codeOf(await (await sent(lost)).text())];
    assert.deepEqual(codes, ["ResourceNotFoundException", "ResourceNotFoundException"]);
  });

  it("refuses the name of a queue that was just deleted", async () => {
    const { QueueUrl } = (await accepted(queue("short"))) as { readonly QueueUrl: string };
    await accepted(json("sqs", "AmazonSQS.DeleteQueue", { QueueUrl }));
    assert.equal(await answered(queue("short")), "QueueDeletedRecently");
  });

  it("has an index in the making for a while, and no other change of the table then", async () => {
    await accepted(dynamodb({ TableName: "indexed" }));
    const create = (IndexName: string): Planted =>
      json("dynamodb", "DynamoDB_20120810.UpdateTable", {
        TableName: "indexed",
        AttributeDefinitions: TABLE.AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: { ...INDEX, IndexName } }],
      });
    await accepted(create("byOwner"));
    const refused = [await answered(create("byDate"))];
    refused.push(
      await answered(
        json("dynamodb", "DynamoDB_20120810.UpdateTable", { TableName: "indexed", TableClass: "STANDARD" }),
      ),
    );
    const seen = await described("indexed");
    await until(async () => (await described("indexed")).TableStatus === "ACTIVE");
    await accepted(create("byDate"));
    assert.deepEqual(
      [refused, seen.TableStatus, seen.GlobalSecondaryIndexes?.map(({ IndexStatus }) => IndexStatus)],
      [["LimitExceededException", "ResourceInUseException"], "UPDATING", ["CREATING"]],
    );
  });

  it("does not know a role for a moment after its creation, which is no violation", async () => {
    const before = await readViolations(emulator.endpoint);
    await accepted(role({ RoleName: "fresh", AssumeRolePolicyDocument: TRUST }));
    const fresh = lambda({ FunctionName: "fresh", Role: "arn:aws:iam::000000000000:role/fresh" });
    const code = await answered(fresh);
    await until(async () => (await sent(fresh)).ok);
    const after = await readViolations(emulator.endpoint);
    assert.deepEqual([code, after?.refused], ["InvalidParameterValueException", before?.refused]);
  });

  it("keeps the name of a secret that waits for its deletion", async () => {
    const secret = (name: string, body: object): Planted => json("secretsmanager", `secretsmanager.${name}`, body);
    const create = secret("CreateSecret", { Name: "own", SecretString: "x", ClientRequestToken: "a".repeat(32) });
    await accepted(create);
    await accepted(secret("DeleteSecret", { SecretId: "own", RecoveryWindowInDays: 7 }));
    assert.equal(await answered(create), "InvalidRequestException");
  });

  it("does not let a key be used that waits for its deletion", async () => {
    const { KeyMetadata } = (await accepted(key({}))) as { readonly KeyMetadata: { readonly KeyId: string } };
    const KeyId = KeyMetadata.KeyId;
    await accepted(json("kms", "TrentService.ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 }));
    assert.equal(
      await answered(json("kms", "TrentService.CreateAlias", { AliasName: "alias/own", TargetKeyId: KeyId })),
      "KMSInvalidStateException",
    );
  });

  it("takes 10 authorizers and 300 integrations of an API, and not one more", async () => {
    const { apiId } = (await accepted(api({}))) as { readonly apiId: string };
    const make = (what: string, body: object): Planted => rest("apigateway", "POST", `/v2/apis/${apiId}/${what}`, body);
    const jwt = (n: number): Planted =>
      make("authorizers", {
        name: `a${String(n)}`,
        authorizerType: "JWT",
        identitySource: ["$request.header.Authorization"],
        jwtConfiguration: { audience: ["a"], issuer: "https://example.com" },
      });
    for (let n = 0; n < 10; n++) await accepted(jwt(n));
    const integration = make("integrations", {
      integrationType: "AWS_PROXY",
      payloadFormatVersion: "2.0",
      integrationUri: FUNCTION.Role,
    });
    for (let n = 0; n < 300; n++) await accepted(integration);
    assert.deepEqual(
      [await answered(jwt(10)), await answered(integration)],
      ["ConflictException", "ConflictException"],
    );
  });

  it("takes 20 KB of permissions of a function", async () => {
    const add = (n: number): Planted =>
      permission({
        StatementId: `api${String(n)}`,
        SourceArn: `arn:aws:execute-api:us-west-2:000000000000:${"a".repeat(150)}`,
      });
    const codes: string[] = [];
    for (let n = 0; n < 60; n++) {
      const response = await sent({ ...add(n), path: "/2015-03-31/functions/fresh/policy" });
      if (!response.ok) codes.push(response.headers.get("x-amzn-errortype") ?? "");
    }
    permissionsRefused = codes.length;
    assert.deepEqual([...new Set(codes)], ["PolicyLengthExceededException"]);
  });

  it("counts what it refused, and lists each kind once", async () => {
    const report = await readViolations(emulator.endpoint);
    assert.ok(report !== null);
    const kinds = new Set(report.violations.map(({ kind }) => kind));
    assert.deepEqual(
      [report.refused, [...kinds].sort()],
      // TTL twice, an index, a table, a secret, a key, an authorizer, an integration, two records, and some permissions.
      [
        PLANTED.length + RULES.length + 10 + permissionsRefused,
        ["enum", "length", "pattern", "range", "required", "rule", "type", "unknown"],
      ],
    );
  });

  it("takes what AWS takes", async () => {
    await accepted(dynamodb({}));
  });
});

interface Described {
  readonly TableStatus: string;
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexStatus: string }[];
}

async function until(ready: () => Promise<boolean>): Promise<void> {
  while (!(await ready())) await new Promise((resolve) => setTimeout(resolve, 20));
}

function codeOf(text: string): string {
  return String((JSON.parse(text) as { readonly __type?: string }).__type);
}
