import { strict as assert } from "node:assert";
import { REVIEW_RULES } from "../../../../model/review/allRules";
import { UNKNOWN, type Inputs, type PlannedResource } from "../../../../model/review/plannedResource";
import { review, stoppingFindings, type Review } from "../../../../model/review/review";
import type { ReviewSubject } from "../../../../model/review/rule";
import { REVIEW_THRESHOLDS } from "../../../../model/review/severity";
import { smallCatalog } from "../../../support/release";

function resource(type: string, inputs: Inputs, name = "x", protect = true): PlannedResource {
  return { urn: `urn:pulumi:dev::listbackup::${type}::${name}`, type, name, protect, inputs };
}

function reviewOf(
  resources: readonly PlannedResource[],
  isProtected = true,
  recovery: ReviewSubject["recovery"] = "on",
): Review {
  return review({ catalog: smallCatalog(), resources, isProtected, recovery });
}

function codesOf(resources: readonly PlannedResource[], isProtected = true): readonly string[] {
  return reviewOf(resources, isProtected).findings.map(({ code }) => code);
}

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function rolePolicy(statement: object): PlannedResource {
  return resource("aws:iam/rolePolicy:RolePolicy", { policy: policy({ Effect: "Allow", ...statement }) });
}

function queuePolicy(statement: object): PlannedResource {
  return resource("aws:sqs/queuePolicy:QueuePolicy", { policy: policy({ Effect: "Allow", ...statement }) });
}

function trust(statement: object): PlannedResource {
  return resource("aws:iam/role:Role", { assumeRolePolicy: policy({ Effect: "Allow", ...statement }) });
}

function oidc(sub: string | null): PlannedResource {
  return trust({
    Principal: { Federated: "arn:aws:iam::100000000001:oidc-provider/token.actions.githubusercontent.com" },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringLike: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        ...(sub === null ? {} : { "token.actions.githubusercontent.com:sub": sub }),
      },
    },
  });
}

const ALL_BLOCKED = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};

const TLS_ONLY = policy({
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: "*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/** A bucket with everything, but for some inputs. */
function bucket(
  changes: Readonly<Record<string, Inputs | null>> = {},
  reference = "data",
  aclInputs: Inputs = {},
): readonly PlannedResource[] {
  const settings: Readonly<Record<string, Inputs>> = {
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ALL_BLOCKED,
    "aws:s3/bucketVersioning:BucketVersioning": { versioningConfiguration: { status: "Enabled" } },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": { rules: [{}] },
    "aws:s3/bucketPolicy:BucketPolicy": { policy: TLS_ONLY },
  };
  const parts = Object.entries({ ...settings, ...changes }).flatMap(([type, inputs]) =>
    inputs === null ? [] : [resource(type, { bucket: reference, ...inputs }, `bucket-data-${type}`)],
  );
  return [resource("aws:s3/bucket:Bucket", { bucket: "data", ...aclInputs }, "bucket-data"), ...parts];
}

/** Resources with exactly one finding, by its code. */
const FOUND: Readonly<Record<string, readonly (readonly [what: string, resources: readonly PlannedResource[]])[]>> = {
  BUCKET_PUBLIC: [
    ["a bucket without a block", bucket({ "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": null })],
    [
      "a block with three of four settings",
      bucket({
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { ...ALL_BLOCKED, restrictPublicBuckets: false },
      }),
    ],
    ["a public ACL", bucket({}, "data", { acl: "public-read" })],
    ["an ACL of its own", [resource("aws:s3/bucketAcl:BucketAcl", { acl: "public-read-write" })]],
  ],
  BUCKET_ENCRYPTION: [
    [
      "a bucket without encryption",
      bucket({ "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": null }),
    ],
  ],
  BUCKET_HTTP: [["a bucket without policy", bucket({ "aws:s3/bucketPolicy:BucketPolicy": null })]],
  BUCKET_VERSIONS: [
    [
      "suspended versions",
      bucket({ "aws:s3/bucketVersioning:BucketVersioning": { versioningConfiguration: { status: "Suspended" } } }),
    ],
  ],
  POLICY_PUBLIC: [
    ["any principal", [queuePolicy({ Principal: "*", Action: "sqs:SendMessage", Resource: "q" })]],
    ["any principal of AWS", [queuePolicy({ Principal: { AWS: ["*"] }, Action: "sqs:SendMessage", Resource: "q" })]],
    [
      "a condition that limits nothing",
      [
        queuePolicy({
          Principal: "*",
          Action: "sqs:SendMessage",
          Resource: "q",
          Condition: { StringLike: { "aws:SourceAccount": "*" } },
        }),
      ],
    ],
    [
      "a condition on something else",
      [
        queuePolicy({
          Principal: "*",
          Action: "sqs:SendMessage",
          Resource: "q",
          Condition: { Bool: { "aws:SecureTransport": "true" } },
        }),
      ],
    ],
  ],
  TRUST_OPEN: [
    ["any principal", [trust({ Principal: { AWS: "*" }, Action: "sts:AssumeRole" })]],
    ["every token of GitHub", [oidc(null)]],
    ["every repository", [oidc("repo:*")]],
    ["every repository of an owner", [oidc("repo:listbackup*/backend:ref:refs/heads/main")]],
  ],
  ACTION_WILDCARD: [
    ["all actions", [rolePolicy({ Action: "*", Resource: "arn:aws:s3:::b" })]],
    ["all actions of a service", [rolePolicy({ Action: ["s3:*"], Resource: "arn:aws:s3:::b" })]],
    ["all but some actions", [rolePolicy({ NotAction: "iam:*", Resource: "arn:aws:s3:::b" })]],
  ],
  RESOURCE_WILDCARD: [
    ["an action that can be limited", [rolePolicy({ Action: "dynamodb:GetItem", Resource: "*" })]],
    ["everything but a resource", [rolePolicy({ Action: "dynamodb:GetItem", NotResource: "arn:aws:dynamodb:::x" })]],
    ["messages to topics too", [rolePolicy({ Action: "sns:Publish", Resource: "*" })]],
  ],
  TLS_OLD: [
    [
      "an API's domain",
      [
        resource("aws:apigatewayv2/domainName:DomainName", {
          domainNameConfiguration: { securityPolicy: "TLS_1_0" },
        }),
      ],
    ],
    [
      "a distribution",
      [
        resource("aws:cloudfront/distribution:Distribution", {
          viewerCertificate: { minimumProtocolVersion: "TLSv1.1_2016" },
        }),
      ],
    ],
  ],
  PLAIN_HTTP: [
    ["a subscription", [resource("aws:sns/topicSubscription:TopicSubscription", { protocol: "http" })]],
    ["an integration", [resource("aws:apigatewayv2/integration:Integration", { integrationUri: "http://x" })]],
    ["a listener", [resource("aws:lb/listener:Listener", { protocol: "HTTP", defaultActions: [{ type: "forward" }] })]],
  ],
  CORS_OPEN: [
    ["every origin", [resource("aws:apigatewayv2/api:Api", { corsConfiguration: { allowOrigins: ["*"] } })]],
    [
      "an origin without TLS",
      [resource("aws:apigatewayv2/api:Api", { corsConfiguration: { allowOrigins: ["http://app.example.com"] } })],
    ],
  ],
  SECURITY_GROUP_OPEN: [
    [
      "a group",
      [
        resource("aws:ec2/securityGroup:SecurityGroup", {
          ingress: [{ fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }],
        }),
      ],
    ],
    [
      "a rule",
      [resource("aws:ec2/securityGroupRule:SecurityGroupRule", { type: "ingress", ipv6CidrBlocks: ["::/0"] })],
    ],
    [
      "a rule of its own",
      [resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", { cidrIpv4: "0.0.0.0/0" })],
    ],
  ],
  DELETION_PROTECTION: [
    ["a table", [resource("aws:dynamodb/table:Table", { pointInTimeRecovery: { enabled: true } })]],
    ["a pool", [resource("aws:cognito/userPool:UserPool", { deletionProtection: "INACTIVE" })]],
    ["a bucket", [resource("aws:s3/bucket:Bucket", { bucket: "data" }, "bucket-data", false), ...bucket().slice(1)]],
  ],
  TABLE_RECOVERY: [["a table", [resource("aws:dynamodb/table:Table", { deletionProtectionEnabled: true })]]],
  QUEUE_ENCRYPTION: [["a queue", [resource("aws:sqs/queue:Queue", { sqsManagedSseEnabled: false })]]],
  TOPIC_ENCRYPTION: [["a topic", [resource("aws:sns/topic:Topic", {})]]],
  KEY_ROTATION: [["a key", [resource("aws:kms/key:Key", {})]]],
  LOG_RETENTION: [
    ["a group without retention", [resource("aws:cloudwatch/logGroup:LogGroup", {})]],
    ["a group with retention 0", [resource("aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 0 })]],
  ],
  ACCESS_LOG: [["a stage", [resource("aws:apigatewayv2/stage:Stage", {})]]],
  SECRET_IN_PLAIN: [
    [
      "a variable",
      [resource("aws:lambda/function:Function", { environment: { variables: { KEY: `AKIA${"A".repeat(16)}` } } })],
    ],
    [
      "a parameter",
      [resource("aws:ssm/parameter:Parameter", { type: "SecureString", value: `whsec_${"a".repeat(32)}` })],
    ],
  ],
  PARAMETER_TYPE: [
    [
      "a parameter",
      [resource("aws:ssm/parameter:Parameter", { type: "String", name: "/listbackup/jwt-secret", value: "x" })],
    ],
  ],
  FUNCTION_URL_PUBLIC: [["a URL", [resource("aws:lambda/functionUrl:FunctionUrl", { authorizationType: "NONE" })]]],
  PERMISSION_OPEN: [
    ["any principal", [resource("aws:lambda/permission:Permission", { principal: "*" })]],
    ["a service of any account", [resource("aws:lambda/permission:Permission", { principal: "s3.amazonaws.com" })]],
  ],
};

/** Resources without a finding. */
const ALLOWED: readonly (readonly [what: string, resources: readonly PlannedResource[]])[] = [
  ["a complete bucket", bucket()],
  ["a bucket whose name is not known yet", bucket({}, UNKNOWN)],
  ["a bucket whose policy is not known yet", bucket({ "aws:s3/bucketPolicy:BucketPolicy": { policy: UNKNOWN } })],
  [
    "any principal on behalf of one source",
    [
      queuePolicy({
        Principal: "*",
        Action: "sqs:SendMessage",
        Resource: "q",
        Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:sns:us-west-2:100000000001:t" } },
      }),
    ],
  ],
  ["one branch of one repository", [oidc("repo:listbackup/backend:ref:refs/heads/main")]],
  ["branches of one repository", [oidc("repo:listbackup/backend:ref:refs/heads/feature/*")]],
  ["an action that has no resources", [rolePolicy({ Action: "xray:PutTraceSegments", Resource: "*" })]],
  [
    "a condition on tags",
    [
      rolePolicy({
        Action: "dynamodb:GetItem",
        Resource: "*",
        Condition: { StringEquals: { "aws:ResourceTag/a": "b" } },
      }),
    ],
  ],
  ["text messages", [rolePolicy({ Action: ["sns:Publish"], NotResource: ["arn:aws:sns:*:*:*"] })]],
  [
    "a key's default policy",
    [
      resource("aws:kms/key:Key", {
        enableKeyRotation: true,
        policy: policy({
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::100000000001:root" },
          Action: "kms:*",
          Resource: "*",
        }),
      }),
    ],
  ],
  [
    "a listener that redirects",
    [resource("aws:lb/listener:Listener", { protocol: "HTTP", defaultActions: [{ type: "redirect" }] })],
  ],
  [
    "a permission of one source",
    [resource("aws:lambda/permission:Permission", { principal: "s3.amazonaws.com", sourceArn: "a" })],
  ],
  [
    "a secret of Pulumi",
    [
      resource("aws:lambda/function:Function", {
        environment: { variables: { KEY: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" } } },
      }),
    ],
  ],
  ["a policy that is not known yet", [resource("aws:iam/rolePolicy:RolePolicy", { policy: UNKNOWN })]],
];

describe("the rules of the security review", () => {
  for (const [code, cases] of Object.entries(FOUND))
    for (const [what, resources] of cases)
      it(`${code} finds ${what}`, () => {
        assert.deepEqual(codesOf(resources), [code]);
      });

  for (const [what, resources] of ALLOWED)
    it(`find nothing in ${what}`, () => {
      assert.deepEqual(codesOf(resources), []);
    });

  it("have a case each", () => {
    const untested = REVIEW_RULES.map(({ code }) => code).filter((code) => FOUND[code] === undefined);
    assert.deepEqual(untested, ["ROUTE_PUBLIC", "RECOVERY_OFF"]);
  });

  for (const [isProtected, recovery, codes] of [
    [true, "off", ["RECOVERY_OFF"]],
    [true, "on", []],
    [false, "off", []],
  ] as const)
    it(`find ${codes.join() || "nothing"} in data of a ${isProtected ? "protected" : "free"} stage with recovery ${recovery}`, () => {
      const { findings } = reviewOf(bucket(), isProtected, recovery);
      assert.deepEqual(
        findings.map(({ code }) => code),
        codes,
      );
    });

  it("have codes of their own", () => {
    assert.equal(new Set(REVIEW_RULES.map(({ code }) => code)).size, REVIEW_RULES.length);
  });

  it("never show a secret", () => {
    const key = `AKIA${"Z".repeat(16)}`;
    const found = reviewOf([resource("aws:ssm/parameter:Parameter", { type: "SecureString", value: key })]);
    assert.equal(JSON.stringify(found).includes(key), false);
  });

  for (const code of ["CORS_OPEN", "DELETION_PROTECTION", "TABLE_RECOVERY", "BUCKET_VERSIONS"])
    it(`${code} is for protected stages only`, () => {
      assert.deepEqual(codesOf(FOUND[code]?.[0]?.[1] ?? [], false), []);
    });
});

describe("the security review", () => {
  it("lists the most severe findings first", () => {
    const resources = [
      resource("aws:sns/topic:Topic", {}),
      resource("aws:lambda/permission:Permission", { principal: "*" }),
    ];
    assert.deepEqual(codesOf(resources), ["PERMISSION_OPEN", "TOPIC_ENCRYPTION"]);
  });

  it("counts what the catalog accepts", () => {
    const { findings, accepted } = reviewOf([]);
    assert.deepEqual([findings, accepted], [[], 2]);
  });

  it("leaves out what the catalog's events accept", () => {
    const catalog = smallCatalog();
    const accepted = [{ finding: "TOPIC_ENCRYPTION x", reason: "Messages have no content" }];
    const { findings } = review({
      catalog: { ...catalog, events: { ...catalog.events, accepted } },
      resources: [resource("aws:sns/topic:Topic", {})],
      isProtected: true,
      recovery: "on",
    });
    assert.deepEqual(findings, []);
  });

  it("names the policies that it cannot review yet", () => {
    const { notReviewed } = reviewOf([resource("aws:iam/rolePolicy:RolePolicy", { policy: UNKNOWN }, "users-policy")]);
    assert.deepEqual(notReviewed, ["users-policy"]);
  });

  it("stops at a severity and those above it", () => {
    const found = reviewOf([
      resource("aws:lambda/permission:Permission", { principal: "*" }),
      resource("aws:sqs/queue:Queue", { sqsManagedSseEnabled: false }),
      resource("aws:cloudwatch/logGroup:LogGroup", {}),
      resource("aws:sns/topic:Topic", {}),
    ]);
    const counts = REVIEW_THRESHOLDS.map((threshold) => stoppingFindings(found, threshold).length);
    assert.deepEqual(counts, [1, 2, 3, 4, 0]);
  });
});
