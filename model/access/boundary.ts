import { GRANT_ACTIONS, type GrantKind } from "../catalog/grant";
import { actionSupport } from "../limits/actionSupport";
import { DRIVER_NAMES } from "../names";
import { inRegions, parameterArns, secretArns } from "./deployment/driver";
import { namesOf, perRegion, perStage, regionalArn, type AccountScope } from "./scope";
import { rehearsed, type AccessStatement, type RolePolicy } from "./statement";

/**
 * The permissions boundary of all roles that the deployment role creates: what grants and statements of the catalog can give
 * at most. Nothing of IAM, STS or Organizations, and nothing outside of the account's stages.
 */
export function boundary(scope: AccountScope): RolePolicy {
  return {
    name: DRIVER_NAMES.boundary,
    description: "Maximum permissions of the roles of functions, of the API and of schedules",
    statements: [
      ...GRANT_KINDS.map((kind) => grantStatement(scope, kind)),
      onAll(scope),
      ...fixed(scope),
      decrypt(scope),
      ...customDomains(scope),
      sourceSecrets(scope),
    ],
  };
}

const GRANT_KINDS = Object.keys(GRANT_ACTIONS) as readonly GrantKind[];

const STAGE_NAMES = "one boundary for all stages and regions of the account; all names start with listbackup-";

/** In every region: a policy has no room for more. */
function anywhere(account: string, service: string, name: string): string {
  return `arn:aws:${service}:*:${account}:${name}`;
}

const LOG_ACTIONS = ["logs:CreateLogStream", "logs:PutLogEvents"] as const;
const TRACE_ACTIONS = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"] as const;

function grantActions(kind: GrantKind): readonly string[] {
  const verbs: Readonly<Record<string, readonly string[]>> = GRANT_ACTIONS[kind];
  const actions = Object.values(verbs).flat();
  // Of grants with a pattern: see parseGrant.
  return [...new Set(kind === "ssm" ? [...actions, "ssm:GetParametersByPath"] : actions)];
}

function grantStatement(scope: AccountScope, kind: GrantKind): AccessStatement {
  const { resources, wildcards } = grantResources(scope, kind);
  return {
    sid: `Grant${kind[0]?.toUpperCase() ?? ""}${kind.slice(1)}`,
    groups: [rehearsed(...grantActions(kind).filter((action) => actionSupport(action) !== "on-all"))],
    resources,
    reason: `grants of the kind "${kind}"`,
    wildcards,
  };
}

function grantResources(
  scope: AccountScope,
  kind: GrantKind,
): { readonly resources: readonly string[]; readonly wildcards: string } {
  const { account } = scope;
  const named = (service: string, prefix = ""): readonly string[] => [
    anywhere(account, service, `${prefix}listbackup-*`),
  ];
  switch (kind) {
    case "table":
      return {
        resources: named("dynamodb", "table/"),
        wildcards: `${STAGE_NAMES}; the end also stands for indexes and streams`,
      };
    case "queue":
      return { resources: named("sqs"), wildcards: STAGE_NAMES };
    case "bucket":
      return {
        resources: perStage(scope, ({ short, region }) => {
          const bucket = `arn:aws:s3:::listbackup-${short}-*-${account}-${region}`;
          return [bucket, `${bucket}/*`];
        }),
        wildcards: "names of buckets start with the stage, unlike the driver's, and end with account and region",
      };
    case "topic":
      return { resources: named("sns"), wildcards: STAGE_NAMES };
    case "bus":
      return { resources: named("events", "event-bus/"), wildcards: STAGE_NAMES };
    case "identity":
      return {
        resources: [anywhere(account, "cognito-idp", "userpool/*")],
        wildcards: "AWS chooses the ids of pools",
      };
    case "email":
      return {
        resources: perStage(scope, (stage) =>
          [
            `identity/${stage.zone}`,
            `configuration-set/listbackup-${stage.name}-*`,
            `template/listbackup-${stage.name}-*`,
          ].map((name) => regionalArn(stage, "ses", name)),
        ),
        wildcards: "names of templates and configuration sets start with the stage's",
      };
    case "sms":
      return { resources: ["*"], wildcards: "a phone number has no ARN" };
    case "ssm":
      // Reading by path needs permission on the path itself.
      return {
        resources: [
          ...parameterArns(scope),
          ...perRegion(scope, (region) => [regionalArn({ region, account }, "ssm", "parameter/listbackup")]),
        ],
        wildcards: "all parameters are below /listbackup/",
      };
    case "secret":
      return {
        resources: secretArns(scope),
        wildcards: "all secrets are below listbackup/; AWS appends six characters",
      };
  }
}

function onAll(scope: AccountScope): AccessStatement {
  return {
    sid: "WithoutResource",
    groups: [
      rehearsed(
        ...GRANT_KINDS.flatMap(grantActions).filter((action) => actionSupport(action) === "on-all"),
        ...TRACE_ACTIONS,
      ),
    ],
    resources: ["*"],
    conditions: inRegions(scope),
    reason: "sign-in of users, traces, and other actions of grants",
    wildcards: "AWS grants these actions only on *",
  };
}

function fixed(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "Logs",
      groups: [rehearsed(...LOG_ACTIONS)],
      resources: perStage(scope, (stage) => [regionalArn(stage, "logs", `log-group:/listbackup/${stage.short}/*`)]),
      reason: "functions write to the log group of their service",
      wildcards: "a log group per service, below the stage's prefix; the end also stands for streams",
    },
    {
      sid: "Invoke",
      groups: [rehearsed("lambda:InvokeFunction")],
      resources: perStage(scope, (stage) => [regionalArn(stage, "lambda", `function:${namesOf(stage)}`)]),
      reason: "the API and schedules invoke functions; functions call each other",
      wildcards: `${STAGE_NAMES}; the end also stands for versions and aliases`,
    },
  ];
}

/** Custom statements of the catalog: services that manage the domains of customers, and describe the API. */
function customDomains(scope: AccountScope): readonly AccessStatement[] {
  const { account } = scope;
  const gateway = (path: string): readonly string[] =>
    perRegion(scope, (region) => [`arn:aws:apigateway:${region}::${path}`]);
  return [
    {
      sid: "CustomerCertificates",
      groups: [
        rehearsed("acm:AddTagsToCertificate", "acm:DeleteCertificate", "acm:DescribeCertificate", "acm:GetCertificate"),
      ],
      resources: perRegion(scope, (region) => [regionalArn({ region, account }, "acm", "certificate/*")]),
      reason: "custom statement of the service domains",
      wildcards: "AWS chooses the ids",
    },
    {
      sid: "CustomerZones",
      groups: [
        rehearsed(
          "route53:ChangeResourceRecordSets",
          "route53:GetChange",
          "route53:GetHostedZone",
          "route53:ListResourceRecordSets",
        ),
      ],
      resources: ["arn:aws:route53:::hostedzone/*", "arn:aws:route53:::change/*"],
      reason: "custom statement of the service domains",
      wildcards: "AWS chooses the ids",
    },
    {
      sid: "RequestCustomerDomains",
      groups: [rehearsed("acm:RequestCertificate", "route53:CreateHostedZone", "route53:ListHostedZones")],
      resources: ["*"],
      reason: "custom statement of the service domains",
      wildcards: "AWS grants these actions only on *",
    },
    {
      sid: "CustomerDomainNames",
      groups: [
        rehearsed("apigateway:DELETE", "apigateway:GET", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"),
      ],
      resources: [...gateway("/domainnames"), ...gateway("/domainnames/*")],
      reason: "custom statement of the service domains",
      wildcards: "names of customers' domains",
    },
    {
      sid: "DescribeApi",
      groups: [rehearsed("apigateway:GET")],
      resources: gateway("/apis/*"),
      reason: "custom statement of the service system",
      wildcards: "AWS chooses the ids of APIs",
    },
  ];
}

function sourceSecrets({ account }: AccountScope): AccessStatement {
  return {
    sid: "SourceSecrets",
    groups: [
      rehearsed(
        "secretsmanager:CreateSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecret",
      ),
    ],
    resources: ["sources", "app/oauth"].map((path) => anywhere(account, "secretsmanager", `secret:${path}/*`)),
    reason: "custom statements of the services integrations and sources",
    wildcards: "a secret per source and provider, by its id",
  };
}

function decrypt(scope: AccountScope): AccessStatement {
  const { account } = scope;
  return {
    sid: "CustomerKeys",
    groups: [rehearsed("kms:Decrypt", "kms:GenerateDataKey")],
    resources: perRegion(scope, (region) => [regionalArn({ region, account }, "kms", "key/*")]),
    conditions: { "ForAllValues:StringNotEquals": { "kms:ResourceAliases": DRIVER_NAMES.stateKeyAlias } },
    reason: "custom statements for data that a customer managed key encrypts",
    wildcards: "AWS chooses key ids; the condition excludes the key of the state",
  };
}
