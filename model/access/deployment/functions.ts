import { DRIVER_NAMES, ROLE_PATH } from "../../names";
import { namesOf, perRegion, perStage, regionalArn, type AccessStage, type AccountScope } from "../scope";
import { driverOnly, providerOnly, rehearsed, type AccessStatement, type RolePolicy } from "../statement";
import { inRegions } from "./driver";

const STAGE_NAMES = "the names of the stage's resources start like this";

/** Functions, their roles and their logs. */
export function functionPolicy(scope: AccountScope): RolePolicy {
  return {
    name: "listbackup-deployment-functions",
    description: "Functions, event source mappings, and logs",
    statements: [...functions(scope), ...eventSources(scope), ...logs(scope)],
  };
}

export function rolePolicy(scope: AccountScope): RolePolicy {
  return {
    name: "listbackup-deployment-roles",
    description: "Roles below one path, within a permissions boundary",
    statements: [...roles(scope), ...passedRoles(scope), ...serviceLinkedRoles(scope), ...denied(scope)],
  };
}

function functions(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "Functions",
      groups: [
        driverOnly(
          "components/functions/catalogService.ts: functions that Cognito or rules call",
          "lambda:AddPermission",
          "lambda:GetPolicy",
          "lambda:RemovePermission",
        ),
        driverOnly("automation/aws/functions/versions.ts: `prune`", "lambda:ListAliases"),
        rehearsed(
          "lambda:CreateAlias",
          "lambda:CreateFunction",
          "lambda:DeleteAlias",
          "lambda:DeleteFunction",
          "lambda:GetAlias",
          "lambda:GetFunction",
          "lambda:GetFunctionConfiguration",
          "lambda:InvokeFunction",
          "lambda:ListTags",
          "lambda:ListVersionsByFunction",
          "lambda:PublishVersion",
          "lambda:UpdateAlias",
          "lambda:UpdateFunctionCode",
          "lambda:UpdateFunctionConfiguration",
        ),
        driverOnly(
          "a stage with reserved concurrency",
          "lambda:PutFunctionConcurrency",
          "lambda:DeleteFunctionConcurrency",
        ),
        driverOnly("a change of tags, which no rehearsal makes", "lambda:TagResource", "lambda:UntagResource"),
        driverOnly("automation/failover/fence.ts: a failover", "lambda:GetFunctionConcurrency"),
        providerOnly("lambda/function.go: read", "lambda:GetFunctionCodeSigningConfig"),
      ],
      resources: perStage(scope, (stage) => [regionalArn(stage, "lambda", `function:${namesOf(stage)}`)]),
      reason: "functions with versions and aliases; the driver shifts traffic, and invokes new versions to test them",
      wildcards: `${STAGE_NAMES}; the end also stands for versions and aliases`,
    },
    {
      sid: "AccountSettings",
      groups: [
        driverOnly(
          "automation/aws/quotas/accountUsage.ts: a stage with reserved concurrency",
          "lambda:GetAccountSettings",
        ),
        driverOnly("automation/failover/fence.ts: a failover", "lambda:ListFunctions"),
      ],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "reserved concurrency against the account's limit; the functions of a stage",
      wildcards: "AWS grants these actions only on *",
    },
  ];
}

function eventSources(scope: AccountScope): readonly AccessStatement[] {
  const functions = perStage(scope, (stage) => [regionalArn(stage, "lambda", `function:${namesOf(stage)}`)]);
  const ofFunctions = { ArnLike: { "lambda:FunctionArn": functions } } as const;
  const { account } = scope;
  return [
    {
      sid: "CreateEventSources",
      groups: [rehearsed("lambda:CreateEventSourceMapping")],
      resources: ["*"],
      conditions: ofFunctions,
      reason: "triggers of functions by queues and streams",
      wildcards: "AWS grants this action only on *; the condition names the stage's functions",
    },
    {
      sid: "ChangeEventSources",
      groups: [
        driverOnly(
          "components/events/eventSource.ts: a change of triggers",
          "lambda:UpdateEventSourceMapping",
          "lambda:DeleteEventSourceMapping",
        ),
      ],
      resources: eventSourceArns(scope),
      conditions: ofFunctions,
      reason: "triggers of functions by queues and streams",
      wildcards: "AWS chooses the ids; the condition names the stage's functions",
    },
    {
      sid: "ReadEventSources",
      groups: [
        rehearsed("lambda:GetEventSourceMapping", "lambda:ListTags"),
        driverOnly("a change of tags, which no rehearsal makes", "lambda:TagResource", "lambda:UntagResource"),
      ],
      resources: eventSourceArns(scope),
      reason: `triggers of functions; account ${account} has no others`,
      wildcards: "AWS chooses the ids",
    },
    {
      sid: "FindEventSources",
      groups: [
        driverOnly(
          "automation/aws/resourceSearch.ts: after an interrupted deployment",
          "lambda:ListEventSourceMappings",
        ),
      ],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "finds triggers that an interrupted deployment created",
      wildcards: "AWS grants this action only on *",
    },
  ];
}

function eventSourceArns(scope: AccountScope): readonly string[] {
  return perRegion(scope, (region) => [
    regionalArn({ region, account: scope.account }, "lambda", "event-source-mapping:*"),
  ]);
}

function logs(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "LogGroups",
      groups: [
        rehearsed(
          "logs:CreateLogGroup",
          "logs:DeleteLogGroup",
          "logs:FilterLogEvents",
          "logs:ListTagsForResource",
          "logs:PutRetentionPolicy",
        ),
        driverOnly(
          "a change of tags or retention, which no rehearsal makes",
          "logs:DeleteRetentionPolicy",
          "logs:TagResource",
          "logs:UntagResource",
        ),
        driverOnly("automation/aws/monitoring/functionReports.ts: `cost`", "logs:GetQueryResults", "logs:StartQuery"),
      ],
      resources: perStage(scope, (stage) =>
        logGroupNames(stage).map((name) => regionalArn(stage, "logs", `log-group:${name}`)),
      ),
      reason: "log groups of functions and of the API; the driver reads the logs of new versions",
      wildcards: "a log group per service, all below the stage's prefix; the end also stands for streams",
    },
    {
      sid: "FindLogGroups",
      groups: [
        rehearsed("logs:DescribeLogGroups"),
        driverOnly("automation/aws/monitoring/functionReports.ts: `cost`", "logs:StopQuery"),
      ],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "reads log groups, which shows names and settings; stops a query",
      wildcards: "AWS grants these actions only on *",
    },
    {
      sid: "AccessLogs",
      groups: [
        providerOnly(
          "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html",
          "logs:CreateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:DescribeResourcePolicies",
          "logs:GetLogDelivery",
          "logs:ListLogDeliveries",
          "logs:PutResourcePolicy",
          "logs:UpdateLogDelivery",
        ),
      ],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "API Gateway calls them as the caller, when a stage of an API gets access logs",
      wildcards: "AWS grants these actions only on *",
    },
  ];
}

/** Those of Lambda exist where a function wrote before it had a group of its own: `prune` finds them. */
function logGroupNames(stage: AccessStage): readonly string[] {
  const { short } = stage;
  return [`/listbackup/${short}/*`, `/aws/vendedlogs/listbackup/${short}/*`, `/aws/lambda/${namesOf(stage)}`];
}

/** Roles of a stage's resources. */
function roleArns(scope: AccountScope): readonly string[] {
  return perStage(scope, (stage) => [`arn:aws:iam::${scope.account}:role${ROLE_PATH}${namesOf(stage)}`]);
}

/** Roles of earlier versions of this program, which had neither a path nor a boundary. */
function earlierRoleArns(scope: AccountScope): readonly string[] {
  return perStage(scope, (stage) => [
    `arn:aws:iam::${scope.account}:role/${namesOf(stage).replace(/\*$/, `${stage.region}-*`)}`,
  ]);
}

function boundaryArn({ account }: AccountScope): string {
  return `arn:aws:iam::${account}:policy/${DRIVER_NAMES.boundary}`;
}

const ROLE_READS = "iam/role.go: read and delete";

function roles(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "RolesWithBoundary",
      groups: [rehearsed("iam:CreateRole", "iam:PutRolePolicy")],
      resources: roleArns(scope),
      conditions: { StringEquals: { "iam:PermissionsBoundary": boundaryArn(scope) } },
      reason: "roles of services, of the API, of schedules; never more than the boundary allows",
      wildcards: "a role per service, all below one path with the stage's name",
    },
    {
      sid: "Roles",
      groups: [
        rehearsed(
          "iam:DeleteRole",
          "iam:DeleteRolePolicy",
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:ListRolePolicies",
          "iam:ListRoleTags",
        ),
        driverOnly(
          "a change of a role's trust, description or tags, which no rehearsal makes",
          "iam:TagRole",
          "iam:UntagRole",
          "iam:UpdateAssumeRolePolicy",
          "iam:UpdateRole",
        ),
        providerOnly(ROLE_READS, "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole"),
      ],
      resources: roleArns(scope),
      reason: "the same roles: reads, trust, tags, removal",
      wildcards: "a role per service, all below one path with the stage's name",
    },
    {
      sid: "EarlierRoles",
      groups: [
        driverOnly(
          "components/functions/earlierRole.ts: the first deployment after roles got a path",
          "iam:DeleteRole",
          "iam:DeleteRolePolicy",
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:ListRolePolicies",
          "iam:ListRoleTags",
        ),
        providerOnly(ROLE_READS, "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole"),
      ],
      resources: earlierRoleArns(scope),
      reason: "removes the roles of earlier versions, which had no path",
      wildcards: "a role per service, with the names of the stage and region",
    },
  ];
}

/** Services that act in a role of ours, and the resource that needs it. */
const PASSED_TO = {
  "lambda.amazonaws.com": "functions run in the role of their service",
  "apigateway.amazonaws.com": "integrations invoke functions in one role",
  "scheduler.amazonaws.com": "schedules invoke functions in one role",
  "cognito-idp.amazonaws.com": "user pools send short messages in one role",
} as const;

function passedRoles(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "PassRoles",
      groups: [rehearsed("iam:PassRole")],
      resources: roleArns(scope),
      conditions: { StringEquals: { "iam:PassedToService": Object.keys(PASSED_TO) } },
      reason: Object.values(PASSED_TO).join("; "),
      wildcards: "a role per service, all below one path with the stage's name",
    },
  ];
}

function serviceLinkedRoles({ account }: AccountScope): readonly AccessStatement[] {
  const services = ["ops.apigateway.amazonaws.com", "dynamodb.application-autoscaling.amazonaws.com"];
  return [
    {
      sid: "ServiceLinkedRoles",
      groups: [
        providerOnly(
          "https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html",
          "iam:CreateServiceLinkedRole",
        ),
      ],
      resources: services.map((service) => `arn:aws:iam::${account}:role/aws-service-role/${service}/*`),
      conditions: { StringEquals: { "iam:AWSServiceName": services } },
      reason: "AWS creates its own roles with the first custom domain and the first autoscaled table of an account",
      wildcards: "AWS chooses the role's name",
    },
  ];
}

/** Explicit, so that no other policy of the role can allow it. */
function denied({ account }: AccountScope): readonly AccessStatement[] {
  const arn = (kind: string, name: string): string => `arn:aws:iam::${account}:${kind}/${name}`;
  return [
    {
      sid: "KeepBoundaries",
      effect: "Deny",
      groups: [
        rehearsed(
          "iam:DeleteRolePermissionsBoundary",
          "iam:PutRolePermissionsBoundary",
          "iam:CreateUser",
          "iam:CreateAccessKey",
        ),
      ],
      resources: ["*"],
      reason: "no role loses its boundary, and no identity with lasting credentials is created",
      wildcards: "a denial holds everywhere",
    },
    {
      sid: "KeepFoundation",
      effect: "Deny",
      groups: [
        rehearsed(
          "iam:AttachRolePolicy",
          "iam:CreatePolicyVersion",
          "iam:DeletePolicy",
          "iam:DeletePolicyVersion",
          "iam:DeleteRole",
          "iam:DeleteRolePolicy",
          "iam:DetachRolePolicy",
          "iam:PutRolePolicy",
          "iam:SetDefaultPolicyVersion",
          "iam:UpdateAssumeRolePolicy",
          "iam:UpdateRole",
          "iam:DeleteOpenIDConnectProvider",
          "iam:UpdateOpenIDConnectProviderThumbprint",
          "cloudtrail:DeleteTrail",
          "cloudtrail:StopLogging",
          "cloudtrail:UpdateTrail",
        ),
      ],
      resources: [
        arn("role", DRIVER_NAMES.deploymentRole),
        arn("role", DRIVER_NAMES.previewRole),
        arn("role", DRIVER_NAMES.breakGlassRole),
        arn("policy", DRIVER_NAMES.boundary),
        arn("policy", "listbackup-deployment-*"),
        arn("oidc-provider", "*"),
        `arn:aws:cloudtrail:*:${account}:trail/*`,
      ],
      reason: "what limits and watches the role belongs to bootstrap",
      wildcards: "every policy of the role, every provider of identities, every trail: a denial holds everywhere",
    },
  ];
}
