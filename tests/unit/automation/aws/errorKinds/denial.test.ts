import { strict as assert } from "node:assert";
import { classifyError } from "../../../../../automation/aws/errorKinds/classify";
import { allowingStatement, parseDenial, type Denial } from "../../../../../automation/aws/errorKinds/denial";
import { parseProviderError } from "../../../../../automation/engine/failures/providerError";

const ROLE = "arn:aws:sts::123456789012:assumed-role/listbackup-deployment-role/ci";
const FUNCTION = "arn:aws:lambda:us-west-2:123456789012:function:listbackup-dev-users-me";

/** Forms of the IAM User Guide, "Troubleshoot access denied error messages", and of what the services print. */
const ROWS: readonly (readonly [message: string, denial: Omit<Denial, "principal">])[] = [
  [
    `User: ${ROLE} is not authorized to perform: lambda:CreateFunction on resource: ${FUNCTION} because no identity-based policy allows the lambda:CreateFunction action`,
    {
      action: "lambda:CreateFunction",
      resource: FUNCTION,
      reason: { kind: "not-allowed", policy: "identity-based policy" },
    },
  ],
  [
    `User: ${ROLE} is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::123456789012:role/a because no permissions boundary allows the iam:CreateRole action`,
    {
      action: "iam:CreateRole",
      resource: "arn:aws:iam::123456789012:role/a",
      reason: { kind: "not-allowed", policy: "permissions boundary" },
    },
  ],
  [
    `User: ${ROLE} is not authorized to perform: s3:ListAllMyBuckets because no service control policy allows the s3:ListAllMyBuckets action`,
    {
      action: "s3:ListAllMyBuckets",
      resource: "*",
      reason: { kind: "not-allowed", policy: "service control policy" },
    },
  ],
  [
    `User: ${ROLE} is not authorized to perform: sqs:createqueue on resource: arn:aws:sqs:us-west-2:123456789012:a because no session policy allows the sqs:createqueue action`,
    {
      action: "sqs:Createqueue",
      resource: "arn:aws:sqs:us-west-2:123456789012:a",
      reason: { kind: "not-allowed", policy: "session policy" },
    },
  ],
  [
    `User: ${ROLE} is not authorized to perform: codecommit:ListRepositories on resource: arn:aws:codecommit:us-east-1:123456789012:r with an explicit deny in a service control policy`,
    {
      action: "codecommit:ListRepositories",
      resource: "arn:aws:codecommit:us-east-1:123456789012:r",
      reason: { kind: "explicit-deny", policy: "service control policy" },
    },
  ],
  [
    `User: ${ROLE} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::a/b" with an explicit deny in an identity-based policy`,
    {
      action: "s3:GetObject",
      resource: "arn:aws:s3:::a/b",
      reason: { kind: "explicit-deny", policy: "identity-based policy" },
    },
  ],
  [
    `User: ${ROLE} is not authorized to perform: secretsmanager:GetSecretValue on resource: listbackup/dev/stripe because no VPC endpoint policy allows the secretsmanager:GetSecretValue action`,
    {
      action: "secretsmanager:GetSecretValue",
      resource: "*",
      reason: { kind: "not-allowed", policy: "VPC endpoint policy" },
    },
  ],
  [
    `User: ${ROLE} is not authorized to perform: iam:CreateRole on resource: role listbackup-dev-users because no identity-based policy allows the iam:CreateRole action`,
    {
      action: "iam:CreateRole",
      resource: "arn:aws:iam::123456789012:role/listbackup-dev-users",
      reason: { kind: "not-allowed", policy: "identity-based policy" },
    },
  ],
  [
    `User: ${ROLE} is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-west-2:123456789012:key/1 because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    {
      action: "kms:Decrypt",
      resource: "arn:aws:kms:us-west-2:123456789012:key/1",
      reason: { kind: "key-policy" },
    },
  ],
  [
    `User: ${ROLE} is not authorized to perform: SNS:Publish on resource: arn:aws:sns:us-west-2:123456789012:a`,
    { action: "sns:Publish", resource: "arn:aws:sns:us-west-2:123456789012:a", reason: { kind: "unknown" } },
  ],
];

const denied = (service: string, message: string): string =>
  classifyError({ service, code: "AccessDeniedException", message, status: 403 }).remedy;

describe("a denial of AWS", () => {
  for (const [message, denial] of ROWS)
    it(`is read: ${message.replace(ROLE, "…")}`, () => {
      assert.deepEqual(parseDenial(message), { principal: ROLE, ...denial });
    });

  it("is not read from a message without an action", () => {
    assert.equal(parseDenial("Access Denied"), null);
  });

  it("has the statement that would allow it", () => {
    assert.equal(
      allowingStatement({ action: "lambda:CreateFunction", resource: FUNCTION }),
      `{"Effect":"Allow","Action":"lambda:CreateFunction","Resource":"${FUNCTION}"}`,
    );
  });

  it("names the policy, the principal and the statement", () => {
    assert.equal(
      denied("Lambda", ROWS[0]?.[0] ?? ""),
      `Add to the policy of ${ROLE}: {"Effect":"Allow","Action":"lambda:CreateFunction","Resource":"${FUNCTION}"}. \`bin/deploy doctor <stage>\` lists missing permissions.`,
    );
  });

  it("names the policy that denies explicitly, and adds no statement", () => {
    const remedy = denied("CodeCommit", ROWS[4]?.[0] ?? "");
    assert.match(remedy, /^A service control policy denies codecommit:ListRepositories explicitly/);
    assert.doesNotMatch(remedy, /"Effect"/);
  });

  it("that is encoded has the command that decodes it", () => {
    assert.match(
      denied(
        "EC2",
        "You are not authorized to perform this operation. Encoded authorization failure message: p1EyykaD2_f-I3",
      ),
      /`aws sts decode-authorization-message --encoded-message p1EyykaD2_f-I3 --query DecodedMessage --output text`/,
    );
  });

  for (const [operation, action] of [
    ["HeadBucket", "s3:ListBucket"],
    ["PutBucketEncryption", "s3:PutEncryptionConfiguration"],
    ["PutBucketPolicy", "s3:PutBucketPolicy"],
  ] as const)
    it(`without a reason names the action of ${operation}: ${action}`, () => {
      const message = `reading S3 Bucket (a): operation error S3: ${operation}, https response error StatusCode: 403, RequestID: X, HostID: Y, api error AccessDenied: Access Denied`;
      assert.ok(
        parseProviderError(message)?.remedy.startsWith(`AWS gives no reason. The call needs ${action}: allow it`),
      );
    });
});
