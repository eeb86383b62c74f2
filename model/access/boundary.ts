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
    ],
  };
}

const GRANT_KINDS = Object.keys(GRANT_ACTIONS) as readonly GrantKind[];

const STAGE_NAMES = "the names of the stage's resources start like this";

/** Actions of custom statements that the boundary allows, besides those of grants. */
export const STATEMENT_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey", "lambda:InvokeFunction"] as const;

/** Every action that the boundary allows on some resource. */
export function boundaryActions(): readonly string[] {
  return [...new Set([...GRANT_KINDS.flatMap(grantActions), ...STATEMENT_ACTIONS, ...LOG_ACTIONS, ...TRACE_ACTIONS])];
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
  const named = (service: string, prefix = ""): readonly string[] =>
    perStage(scope, (stage) => [regionalArn(stage, service, `${prefix}${namesOf(stage)}`)]);
  const { account } = scope;
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
        wildcards: "names of buckets start with the stage and end with account and region; all their objects",
      };
    case "topic":
      return { resources: named("sns"), wildcards: STAGE_NAMES };
    case "bus":
      return { resources: named("events", "event-bus/"), wildcards: STAGE_NAMES };
    case "identity":
      return {
        resources: perRegion(scope, (region) => [regionalArn({ region, account }, "cognito-idp", "userpool/*")]),
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
