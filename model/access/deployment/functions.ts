import { type AccessStage, type AccountScope, namesOf, perRegion, perStage, regionalArn, STAGE_NAMES } from "../scope";
import { driverOnly, providerOnly, rehearsed, type AccessStatement, type RolePolicy } from "../statement";
import { inRegions } from "./driver";

/** Functions, their roles and their logs. */
export function functionPolicy(scope: AccountScope): RolePolicy {
  return {
    name: "listbackup-deployment-functions",
    description: "Functions, event source mappings, and logs",
    statements: [...functions(scope), ...eventSources(scope), ...logs(scope)],
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
