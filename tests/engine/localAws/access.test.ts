import { strict as assert } from "node:assert";
import { CloudTrail } from "@aws-sdk/client-cloudtrail";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { IAM } from "@aws-sdk/client-iam";
import { KMS } from "@aws-sdk/client-kms";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { Scheduler } from "@aws-sdk/client-scheduler";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { SSM } from "@aws-sdk/client-ssm";
import { bootstrap } from "../../../automation/aws/account/bootstrap";
import { deploymentSession } from "../../../automation/aws/account/deploymentSession";
import { clientConfig, type AwsTarget } from "../../../automation/aws/target";
import { boundaryArn } from "../../../model/access/trust";
import { githubProviderArn } from "../../../model/account/githubTrust";
import { DRIVER_NAMES, NAMES, ROLE_PATH } from "../../../model/names";
import { readAccess } from "../../../rehearsal/ministack/accessReport";
import { useEmulator } from "../../support/emulator/emulator";
import { stageOf } from "../../support/release";

const STAGE = stageOf("dev");
const { account, region } = STAGE;
const TRUST = trustOf("lambda.amazonaws.com");
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const ALL = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
const KEYS = { AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" as const }] };
const HASH = {
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" as const }],
  BillingMode: "PAY_PER_REQUEST" as const,
};
const OWN_ROLE = NAMES.role.of(STAGE, "users");
const WITH_BOUNDARY = { Path: ROLE_PATH, PermissionsBoundary: boundaryArn(account), AssumeRolePolicyDocument: TRUST };

function trustOf(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
}

function clientsOf(target: AwsTarget) {
  const config = clientConfig(target);
  return {
    cloudtrail: new CloudTrail(config),
    dynamodb: new DynamoDB(config),
    iam: new IAM(config),
    kms: new KMS(config),
    lambda: new Lambda(config),
    s3: new S3({ ...config, forcePathStyle: true }),
    scheduler: new Scheduler(config),
    secrets: new SecretsManager(config),
    ssm: new SSM(config),
  };
}

type Clients = ReturnType<typeof clientsOf>;
type Call = (clients: Clients) => Promise<unknown>;

/** What the role must not do. The account's root does the same afterwards, so that each call is one that AWS would take. */
const FORBIDDEN: readonly (readonly [what: string, call: Call])[] = [
  ["creates a user", ({ iam }) => iam.createUser({ UserName: "listbackup-dev-user" })],
  ["creates an access key", ({ iam }) => iam.createAccessKey({ UserName: "listbackup-dev-user" })],
  [
    "creates a role outside of its path",
    ({ iam }) => iam.createRole({ ...WITH_BOUNDARY, Path: "/", RoleName: NAMES.role.of(STAGE, "outside") }),
  ],
  [
    "creates a role without the boundary",
    ({ iam }) =>
      iam.createRole({
        Path: ROLE_PATH,
        AssumeRolePolicyDocument: TRUST,
        RoleName: NAMES.role.of(STAGE, "without-boundary"),
      }),
  ],
  [
    "creates a role with another boundary",
    ({ iam }) =>
      iam.createRole({
        ...WITH_BOUNDARY,
        PermissionsBoundary: `arn:aws:iam::${account}:policy/listbackup-deployment-data`,
        RoleName: NAMES.role.of(STAGE, "other-boundary"),
      }),
  ],
  [
    "creates a role of another stage",
    ({ iam }) => iam.createRole({ ...WITH_BOUNDARY, RoleName: NAMES.role.of(stageOf("staging"), "users") }),
  ],
  [
    "gives a policy to a role without the boundary",
    ({ iam }) => iam.putRolePolicy({ RoleName: "unbounded", PolicyName: "all", PolicyDocument: ALL }),
  ],
  [
    "makes a role an administrator",
    ({ iam }) => iam.attachRolePolicy({ RoleName: OWN_ROLE, PolicyArn: ADMINISTRATOR }),
  ],
  ["removes a boundary", ({ iam }) => iam.deleteRolePermissionsBoundary({ RoleName: OWN_ROLE })],
  [
    "replaces a boundary",
    ({ iam }) => iam.putRolePermissionsBoundary({ RoleName: OWN_ROLE, PermissionsBoundary: ADMINISTRATOR }),
  ],
  [
    "changes the boundary",
    ({ iam }) => iam.createPolicyVersion({ PolicyArn: boundaryArn(account), PolicyDocument: ALL, SetAsDefault: true }),
  ],
  [
    "gives itself a policy",
    ({ iam }) => iam.putRolePolicy({ RoleName: DRIVER_NAMES.deploymentRole, PolicyName: "all", PolicyDocument: ALL }),
  ],
  [
    "makes itself an administrator",
    ({ iam }) => iam.attachRolePolicy({ RoleName: DRIVER_NAMES.deploymentRole, PolicyArn: ADMINISTRATOR }),
  ],
  [
    "changes one of its own policies",
    ({ iam }) =>
      iam.createPolicyVersion({
        PolicyArn: `arn:aws:iam::${account}:policy/listbackup-deployment-data`,
        PolicyDocument: ALL,
        SetAsDefault: true,
      }),
  ],
  [
    "changes who may assume it",
    ({ iam }) =>
      iam.updateAssumeRolePolicy({
        RoleName: DRIVER_NAMES.deploymentRole,
        PolicyDocument: trustOf("ec2.amazonaws.com"),
      }),
  ],
  [
    "passes a role to EC2",
    ({ iam }) => iam.addRoleToInstanceProfile({ InstanceProfileName: "any", RoleName: OWN_ROLE }),
  ],
  [
    "passes a role outside of its path to Lambda",
    ({ lambda }) =>
      lambda.createFunction({
        FunctionName: NAMES.function.of(STAGE, "users", "passed"),
        Role: `arn:aws:iam::${account}:role/unbounded`,
        Runtime: "provided.al2023",
        Handler: "bootstrap",
        Code: { S3Bucket: DRIVER_NAMES.deploymentsBucket(STAGE), S3Key: "artifacts/code.zip" },
      }),
  ],
  [
    "removes the identity provider",
    ({ iam }) => iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn: githubProviderArn(account) }),
  ],
  ["stops the trail", ({ cloudtrail }) => cloudtrail.stopLogging({ Name: DRIVER_NAMES.auditTrail })],
  ["removes the trail", ({ cloudtrail }) => cloudtrail.deleteTrail({ Name: DRIVER_NAMES.auditTrail })],
  ["reads a parameter of others", ({ ssm }) => ssm.getParameter({ Name: "/other/x" })],
  [
    "writes a parameter of others",
    ({ ssm }) => ssm.putParameter({ Name: "/other/x", Value: "y", Type: "String", Overwrite: true }),
  ],
  ["reads a secret of others", ({ secrets }) => secrets.getSecretValue({ SecretId: "other/x" })],
  [
    "creates a table of another stage",
    ({ dynamodb }) =>
      dynamodb.createTable({ ...KEYS, ...HASH, TableName: NAMES.table.of(stageOf("staging"), "users") }),
  ],
  ["reads a table of others", ({ dynamodb }) => dynamodb.scan({ TableName: "others-table" })],
  ["reads a bucket of others", ({ s3 }) => s3.listObjectsV2({ Bucket: "others-bucket" })],
  ["uses a key of others", ({ kms }) => kms.encrypt({ KeyId: "alias/others", Plaintext: Buffer.from("x") })],
  [
    "empties the state bucket of its policy",
    ({ s3 }) => s3.deleteBucketPolicy({ Bucket: DRIVER_NAMES.stateBucket(STAGE) }),
  ],
  ["removes the state bucket", ({ s3 }) => s3.deleteBucket({ Bucket: DRIVER_NAMES.stateBucket(STAGE) })],
];

describe("the deployment role, with enforced permissions", function () {
  this.timeout(60_000);
  const emulator = useEmulator({ access: true });
  let root: Clients;
  let role: Clients;
  const answers = new Map<string, string>();

  before(async () => {
    const target = { kind: "rehearsal", region, account, endpoint: emulator.endpoint } as const;
    await bootstrap(target, STAGE);
    root = clientsOf(target);
    role = clientsOf(await deploymentSession(target));
    await prepare(root);
    // All of them before the first control: what the root does would give the role more.
    for (const [what, call] of FORBIDDEN) answers.set(what, await codeOf(call(role)));
  });

  for (const [what, call] of FORBIDDEN)
    it(`is denied what ${what}`, async () => {
      assert.deepEqual([answers.get(what), await codeOf(call(root))], ["AccessDenied", "allowed"]);
    });

  it("creates a role with the boundary, below its path", async () => {
    const RoleName = NAMES.role.of(STAGE, "billing");
    const { Role } = await role.iam.createRole({ ...WITH_BOUNDARY, RoleName });
    assert.equal(Role?.Arn, `arn:aws:iam::${account}:role${ROLE_PATH}${RoleName}`);
  });

  it("is reported with what it was denied", async () => {
    const { denials = [] } = (await readAccess(emulator.endpoint)) ?? {};
    const users = denials.filter(({ action }) => action === "iam:CreateUser");
    assert.deepEqual(users, [
      {
        role: DRIVER_NAMES.deploymentRole,
        action: "iam:CreateUser",
        resource: `arn:aws:iam::${account}:user/listbackup-dev-user`,
        count: 1,
      },
    ]);
  });
});

/** Services of AWS spell the code in two ways. */
function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "allowed",
    (error: unknown) => (error as Error).name.replace(/Exception$/, ""),
  );
}

/** What belongs to others, to the account, or to the stage. */
async function prepare({ iam, cloudtrail, s3, dynamodb, kms, ssm, secrets }: Clients): Promise<void> {
  await iam.createRole({ ...WITH_BOUNDARY, RoleName: OWN_ROLE });
  await iam.createRole({ RoleName: "unbounded", AssumeRolePolicyDocument: TRUST });
  await iam.createInstanceProfile({ InstanceProfileName: "any" });
  await iam.createOpenIDConnectProvider({
    Url: "https://token.actions.githubusercontent.com",
    ClientIDList: ["sts.amazonaws.com"],
  });
  await s3.createBucket({ Bucket: "others-bucket", CreateBucketConfiguration: { LocationConstraint: "us-west-2" } });
  await s3.putObject({ Bucket: DRIVER_NAMES.deploymentsBucket(STAGE), Key: "artifacts/code.zip", Body: EMPTY_ZIP });
  await cloudtrail.createTrail({ Name: DRIVER_NAMES.auditTrail, S3BucketName: "others-bucket" });
  await ssm.putParameter({ Name: "/other/x", Value: "x", Type: "String" });
  await secrets.createSecret({ Name: "other/x", SecretString: "x" });
  await dynamodb.createTable({ ...KEYS, ...HASH, TableName: "others-table" });
  const { KeyMetadata } = await kms.createKey({});
  await kms.createAlias({ AliasName: "alias/others", TargetKeyId: KeyMetadata?.KeyId });
}

/** An archive without files. */
const EMPTY_ZIP = Buffer.from("504b0506000000000000000000000000000000000000", "hex");
