import { namesOf, perStage, regionalArn, type AccountScope } from "../scope";
import { driverOnly, providerOnly, rehearsed, type AccessStatement, type RolePolicy } from "../statement";
import { inRegions } from "./driver";

export function monitoringPolicy(scope: AccountScope): RolePolicy {
  return {
    name: "listbackup-deployment-monitoring",
    description: "E-mail, alarms, metrics and traces",
    statements: [...email(scope), ...alarms(scope), ...metrics(scope)],
  };
}

function email(scope: AccountScope): readonly AccessStatement[] {
  const resources = (names: (name: string) => readonly string[]) =>
    perStage(scope, (stage) => names(stage.name).map((name) => regionalArn(stage, "ses", name)));
  return [
    {
      sid: "Email",
      groups: [
        rehearsed(
          "ses:CreateConfigurationSet",
          "ses:CreateConfigurationSetEventDestination",
          "ses:DeleteConfigurationSet",
          "ses:DeleteConfigurationSetEventDestination",
          "ses:GetConfigurationSet",
          "ses:GetConfigurationSetEventDestinations",
          "ses:ListTagsForResource",
        ),
        driverOnly(
          "a change of the configuration set or its tags",
          "ses:PutConfigurationSetDeliveryOptions",
          "ses:PutConfigurationSetReputationOptions",
          "ses:PutConfigurationSetSendingOptions",
          "ses:PutConfigurationSetSuppressionOptions",
          "ses:TagResource",
          "ses:UntagResource",
          "ses:UpdateConfigurationSetEventDestination",
        ),
      ],
      resources: resources((name) => [`configuration-set/listbackup-${name}-*`]),
      reason: "the configuration set of e-mail",
      wildcards: "the name starts with the stage's",
    },
    {
      sid: "EmailIdentity",
      groups: [
        rehearsed(
          "ses:CreateEmailIdentity",
          "ses:DeleteEmailIdentity",
          "ses:GetEmailIdentity",
          "ses:ListTagsForResource",
        ),
        driverOnly(
          "a change of the sender's domain",
          "ses:PutEmailIdentityConfigurationSetAttributes",
          "ses:TagResource",
          "ses:UntagResource",
        ),
      ],
      resources: perStage(scope, (stage) => [regionalArn(stage, "ses", `identity/${stage.zone}`)]),
      reason: "the sender's domain",
    },
    {
      sid: "EmailTemplates",
      groups: [
        rehearsed("ses:CreateEmailTemplate", "ses:DeleteEmailTemplate", "ses:GetEmailTemplate"),
        driverOnly("a change of a template", "ses:UpdateEmailTemplate"),
      ],
      resources: resources((name) => [`template/listbackup-${name}-*`]),
      reason: "templates of e-mail, through version 2 of the API",
      wildcards: "names start with the stage's",
    },
    {
      sid: "EmailTemplatesOfVersion1",
      groups: [
        providerOnly(
          "ses/template.go: uses version 1 of the API",
          "ses:CreateTemplate",
          "ses:DeleteTemplate",
          "ses:GetTemplate",
          "ses:UpdateTemplate",
        ),
      ],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "templates of e-mail",
      wildcards: "AWS grants these actions only on *",
    },
  ];
}

function alarms(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "Alarms",
      groups: [
        driverOnly("components/monitoring: removal of alarms", "cloudwatch:DeleteAlarms"),
        rehearsed("cloudwatch:ListTagsForResource", "cloudwatch:PutCompositeAlarm", "cloudwatch:PutMetricAlarm"),
        driverOnly("a change of tags", "cloudwatch:UntagResource"),
        providerOnly("cloudwatch/metric_alarm.go: create with tags", "cloudwatch:TagResource"),
      ],
      resources: perStage(scope, (stage) => [regionalArn(stage, "cloudwatch", `alarm:${namesOf(stage)}`)]),
      reason: "alarms; a rollout stops while one is active",
      wildcards: "the names of the stage's resources start like this",
    },
    {
      sid: "Dashboards",
      groups: [rehearsed("cloudwatch:DeleteDashboards", "cloudwatch:GetDashboard", "cloudwatch:PutDashboard")],
      resources: perStage(scope, (stage) => [`arn:aws:cloudwatch::${stage.account}:dashboard/${namesOf(stage)}`]),
      reason: "the stage's dashboard; dashboards have no region",
      wildcards: "the names of the stage's resources start like this",
    },
  ];
}

function metrics(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "Metrics",
      groups: [
        rehearsed("cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData"),
        driverOnly("automation/verification: the traces check", "xray:GetTraceSummaries"),
      ],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "alarms, metrics and traces of new versions",
      wildcards: "AWS grants these actions only on *, and DescribeAlarms for composite alarms",
    },
    {
      sid: "Health",
      groups: [driverOnly("automation/aws/account/awsHealth.ts: `status`", "health:DescribeEvents")],
      resources: ["*"],
      reason: "open events of AWS in the stage's region; the service has one endpoint for all regions",
      wildcards: "AWS grants this action only on *",
    },
  ];
}
