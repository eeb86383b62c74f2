import { strict as assert } from "node:assert";
import { servicePolicy, trustPolicy } from "../../../model/policy";
import { serviceSchema } from "../../../model/catalog/schema/service";
import type { Stage } from "../../../model/stage/stage";
import { smallCatalog, stageOf } from "../../support/release";

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

const QUIET: Stage = { ...stageOf("dev"), functions: { ...stageOf("dev").functions, tracing: false } };
const AT = "us-west-2:100000000001";

function statements(grants: readonly string[], more: object = {}, stage = QUIET): readonly Statement[] {
  const service = serviceSchema.parse({
    service: "users",
    purpose: "Profiles",
    phase: "users",
    defaults: { memory: 128, timeout: 6 },
    grants,
    functions: {},
    ...more,
  });
  return (JSON.parse(servicePolicy(stage, service, smallCatalog())) as { readonly Statement: readonly Statement[] })
    .Statement;
}

/** What a service has besides its logs. */
const granted = (...grants: readonly string[]): readonly Statement[] => statements(grants).slice(1);

const allow = (Action: readonly string[], Resource: readonly string[]): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
});

describe("a service's policy", () => {
  it("is refused where IAM would refuse its size", () => {
    const resources = Array.from(
      { length: 200 },
      (_, index) => `arn:aws:lambda:*:*:function:${"x".repeat(40)}${String(index)}`,
    );
    const more = { statements: [{ reason: "As large as can be", actions: ["lambda:InvokeFunction"], resources }] };
    assert.throws(() => statements([], more), { code: "CATALOG_INVALID" });
  });

  it("has actions on all resources that AWS grants on nothing less", () => {
    const own = granted("stream table:jobs", "authenticate identity").filter(({ Resource }) => Resource.includes("*"));
    assert.deepEqual(own, [
      allow(["dynamodb:ListStreams"], ["*"]),
      allow(["cognito-idp:InitiateAuth", "cognito-idp:RespondToAuthChallenge"], ["*"]),
    ]);
  });

  it("lets it write its own log group, and nothing else", () => {
    assert.deepEqual(statements([]), [
      allow(["logs:CreateLogStream", "logs:PutLogEvents"], [`arn:aws:logs:${AT}:log-group:/listbackup/dev/users:*`]),
    ]);
  });

  it("lets it write traces where the stage traces", () => {
    const traced = { ...QUIET, functions: { ...QUIET.functions, tracing: true } };
    assert.deepEqual(
      statements([], {}, traced)[1],
      allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]),
    );
  });

  const table = `arn:aws:dynamodb:${AT}:table/listbackup-dev-users`;
  const cases: readonly (readonly [grant: string, actions: readonly string[], resources: readonly string[]])[] = [
    [
      "read table:users",
      [
        "dynamodb:GetItem",
        "dynamodb:BatchGetItem",
        "dynamodb:Query",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DescribeTable",
      ],
      [table, `${table}/index/*`],
    ],
    ["scan table:users", ["dynamodb:Scan"], [table, `${table}/index/*`]],
    ["send queue:sync", ["sqs:SendMessage", "sqs:GetQueueAttributes"], [`arn:aws:sqs:${AT}:listbackup-dev-sync.fifo`]],
    ["publish bus:main", ["events:PutEvents"], [`arn:aws:events:${AT}:event-bus/listbackup-dev-main`]],
    ["publish topic:sms", ["sns:Publish"], [`arn:aws:sns:${AT}:listbackup-dev-sms`]],
    [
      "read ssm:/listbackup/jwt-secret",
      ["ssm:GetParameter", "ssm:GetParameters"],
      [`arn:aws:ssm:${AT}:parameter/listbackup/jwt-secret`],
    ],
  ];
  for (const [grant, actions, resources] of cases) {
    it(`turns "${grant}" into its actions on that one thing`, () => {
      assert.deepEqual(granted(grant), [allow(actions, resources)]);
    });
  }

  it("reads a stream by the stream's ARN, whose end AWS chooses", () => {
    assert.deepEqual(granted("stream table:users")[0]?.Resource, [`${table}/stream/*`]);
  });

  it("says grants of a kind in one statement", () => {
    assert.deepEqual(granted("scan table:users", "scan table:tags"), [
      allow(
        ["dynamodb:Scan"],
        [
          table,
          `${table}/index/*`,
          ...["", "/index/*"].map((end) => `arn:aws:dynamodb:${AT}:table/listbackup-dev-tags${end}`),
        ],
      ),
    ]);
  });

  it("lets a pattern of parameters be asked for by path, and other parameters not", () => {
    const parameter = `arn:aws:ssm:${AT}:parameter/listbackup`;
    assert.deepEqual(
      granted("read ssm:/listbackup/jwt-secret", "read ssm:/listbackup/{stage}/platforms/{platform}/oauth/*"),
      [
        allow(["ssm:GetParameter", "ssm:GetParameters"], [`${parameter}/jwt-secret`]),
        allow(
          ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
          [`${parameter}/dev/platforms/*/oauth/*`, `${parameter}/dev/platforms/*/oauth`],
        ),
      ],
    );
  });

  it("names a secret with the six characters that AWS appends", () => {
    assert.deepEqual(granted("read secret:listbackup/{stage}/stripe"), [
      allow(
        ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        [`arn:aws:secretsmanager:${AT}:secret:listbackup/dev/stripe-??????`],
      ),
    ]);
  });

  it("fills a statement by hand in for the stage", () => {
    const byHand = {
      reason: "ACM has no grant",
      actions: ["acm:X"],
      resources: ["arn:aws:acm:{region}:{account}:{stage}"],
    };
    assert.deepEqual(statements([], { statements: [byHand] })[1], allow(["acm:X"], [`arn:aws:acm:${AT}:dev`]));
  });

  it("refuses what is no grant", () => {
    assert.throws(() => statements(["reed table:users"]), TypeError);
  });
});

describe("a trust policy", () => {
  it("names the one service that may take the role", () => {
    assert.deepEqual(JSON.parse(trustPolicy("lambda.amazonaws.com")), {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
  });
});
