import { QUOTAS } from "../../limits/quotas";
import { DRIVER_NAMES } from "../../names";
import { bucketArn, driverBuckets, perRegion, perStage, regionalArn, regionsOf, type AccountScope } from "../scope";
import { driverOnly, rehearsed, type AccessStatement, type RolePolicy } from "../statement";

/** What the driver itself keeps and reads: state, releases, artifacts, parameters, secrets. */
export function driverPolicy(scope: AccountScope): RolePolicy {
  return {
    name: "listbackup-deployment-driver",
    description: "State, releases, artifacts, parameters and secrets",
    statements: [...buckets(scope), ...promotion(scope), ...secrets(scope), ...ownPermissions(scope)],
  };
}

function buckets(scope: AccountScope): readonly AccessStatement[] {
  const names = [...driverBuckets(scope, "stateBucket"), ...driverBuckets(scope, "deploymentsBucket")];
  return [
    {
      sid: "DriverBuckets",
      groups: [
        rehearsed("s3:ListBucket"),
        driverOnly("automation/aws/buckets/stateBackup.ts: `restore-state` lists versions", "s3:ListBucketVersions"),
      ],
      resources: names,
      reason: "finds states, leases, releases and artifacts; the buckets themselves belong to bootstrap",
    },
    {
      sid: "DriverObjects",
      groups: [
        driverOnly("automation/aws/buckets/stateBackup.ts: `restore-state`", "s3:GetObjectVersion"),
        rehearsed("s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
      ],
      resources: names.map((name) => `${name}/*`),
      reason: "states, leases, freezes, releases, artifacts, and the code of functions",
      wildcards: "every object of the driver's own buckets",
    },
  ];
}

/** Promotions copy releases and artifacts from the account of the stage before. */
function promotion({ sources }: AccountScope): readonly AccessStatement[] {
  const buckets = [...new Map(sources.map((source) => [source.account + source.region, source])).values()];
  if (buckets.length === 0) return [];
  const arns = buckets.map((source) => bucketArn(DRIVER_NAMES.deploymentsBucket(source)));
  return [
    {
      sid: "PromotedObjects",
      groups: [rehearsed("s3:GetObject")],
      resources: arns.flatMap((arn) => [
        ...sources.map(({ name }) => `${arn}/releases/${name}/*`),
        `${arn}/artifacts/*`,
      ]),
      reason: "releases and artifacts of the stages that are promoted to this account",
      wildcards: "releases are named by time, artifacts by digest",
    },
    {
      sid: "PromotedReleases",
      groups: [rehearsed("s3:ListBucket")],
      resources: arns,
      conditions: {
        StringLike: { "s3:prefix": [...sources.map(({ name }) => `releases/${name}/*`), "artifacts/*"] },
      },
      reason: "finds the release to promote",
      wildcards: "releases are named by time, artifacts by digest",
    },
  ];
}

/** Parameters and secrets of every stage are below `/listbackup/`. */
export function parameterArns(scope: AccountScope): readonly string[] {
  const { account } = scope;
  return perRegion(scope, (region) => [regionalArn({ region, account }, "ssm", "parameter/listbackup/*")]);
}

export function secretArns(scope: AccountScope): readonly string[] {
  const { account } = scope;
  return perRegion(scope, (region) =>
    ["secret:listbackup/*", "secret:/listbackup/*"].map((name) =>
      regionalArn({ region, account }, "secretsmanager", name),
    ),
  );
}

/** The state's key; its id is not known before it exists, so its alias decides. */
function stateKey(scope: AccountScope) {
  const { account } = scope;
  return {
    resources: perRegion(scope, (region) => [regionalArn({ region, account }, "kms", "key/*")]),
    conditions: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": DRIVER_NAMES.stateKeyAlias } },
    wildcards: `AWS chooses key ids; the condition allows only the key with the alias ${DRIVER_NAMES.stateKeyAlias}`,
  } as const;
}

function secrets(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "Parameters",
      groups: [
        rehearsed(
          "ssm:GetParameter",
          "ssm:GetParameters",
          "ssm:PutParameter",
          "ssm:DeleteParameter",
          "ssm:AddTagsToResource",
          "ssm:ListTagsForResource",
        ),
        driverOnly("a change of default tags, which no rehearsal makes", "ssm:RemoveTagsFromResource"),
        driverOnly("automation/secrets/parameters.ts: `prune`", "ssm:DeleteParameters"),
      ],
      resources: parameterArns(scope),
      reason:
        "checks the parameters that functions read, sets those that `secrets` is given, and those with generated ids",
      wildcards: "names of parameters are in the catalog, all below /listbackup/",
    },
    {
      sid: "ParameterList",
      groups: [rehearsed("ssm:DescribeParameters")],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "type and version of parameters; it shows no values",
      wildcards: "AWS grants this action only on *",
    },
    {
      sid: "Secrets",
      groups: [
        driverOnly("automation/secrets/secretsManager.ts: a catalog with secrets", "secretsmanager:DescribeSecret"),

        driverOnly(
          "automation/secrets/storedSecrets.ts: `secrets`",
          "secretsmanager:CreateSecret",
          "secretsmanager:GetSecretValue",
          "secretsmanager:PutSecretValue",
          "secretsmanager:UpdateSecretVersionStage",
        ),
      ],
      resources: secretArns(scope),
      reason: "entries of Secrets Manager that the catalog names",
      wildcards: "names are in the catalog, all below listbackup/; AWS appends six random characters",
    },
    {
      sid: "StateKey",
      groups: [
        driverOnly(
          "automation/engine/state/stateBackend.ts: a rehearsal's state is under a passphrase",
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:DescribeKey",
        ),
      ],
      ...stateKey(scope),
      reason: "encrypts the secrets in the state",
    },
  ];
}

/** Limits an action on "*" to the account's regions. */
export function inRegions(scope: AccountScope) {
  return { StringEquals: { "aws:RequestedRegion": regionsOf(scope) } } as const;
}

/** Quotas of the whole account are in us-east-1. */
function quotaArns(scope: AccountScope): readonly string[] {
  const { account } = scope;
  const requests = Object.values(QUOTAS).flatMap(({ request }) => request ?? []);
  return requests.flatMap(({ service, code, region: where }) =>
    (where === "us-east-1" ? [where] : regionsOf(scope)).map((region) =>
      regionalArn({ region, account }, "servicequotas", `${service}/${code}`),
    ),
  );
}

function ownPermissions(scope: AccountScope): readonly AccessStatement[] {
  const { account } = scope;
  return [
    {
      sid: "OwnPermissions",
      groups: [rehearsed("iam:GetRole", "iam:SimulatePrincipalPolicy")],
      resources: [`arn:aws:iam::${account}:role/${DRIVER_NAMES.deploymentRole}`],
      reason: "the preflight simulates the role's own permissions",
    },
    {
      sid: "AccountUse",
      groups: [
        rehearsed("dynamodb:ListTables", "iam:GetAccountSummary", "s3:ListAllMyBuckets"),
        driverOnly("automation/aws/account/emailSending.ts", "ses:GetAccount"),
      ],
      resources: ["*"],
      reason: "the preflight compares quotas with what the account has; reads names and numbers only",
      wildcards: "AWS grants these actions only on *",
    },
    {
      sid: "ReadQuotas",
      groups: [driverOnly("automation/aws/quotas/appliedQuotas.ts", "servicequotas:GetServiceQuota")],
      resources: quotaArns(scope),
      reason: "the preflight compares the account's quotas with what a stage needs",
    },
    {
      sid: "ReadEmailIdentity",
      groups: [driverOnly("automation/aws/account/emailSending.ts", "ses:GetEmailIdentity")],
      resources: perStage(scope, ({ region, zone }) => [regionalArn({ region, account }, "ses", `identity/${zone}`)]),
      reason: "the preflight checks that the stage's domain may send e-mail",
    },
    {
      sid: "ReadBoundary",
      groups: [rehearsed("iam:GetPolicy")],
      resources: [`arn:aws:iam::${account}:policy/${DRIVER_NAMES.boundary}`],
      reason: "the preflight checks that the permissions boundary exists",
    },
  ];
}
