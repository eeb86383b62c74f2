import { type AccountScope, namedArns, namesOf, perStage, regionalArn, STAGE_NAMES } from "../scope";
import { driverOnly, providerOnly, rehearsed, type AccessStatement, type RolePolicy } from "../statement";
import { inRegions } from "./driver";

export function eventPolicy(scope: AccountScope): RolePolicy {
  return {
    name: "listbackup-deployment-events",
    description: "Queues, topics, event buses and schedules",
    statements: [...queues(scope), ...topics(scope), ...buses(scope), ...schedules(scope)],
  };
}

function queues(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "Queues",
      groups: [
        driverOnly(
          "automation/verification/requests/queue.ts returns messages; a change of queues",
          "sqs:ChangeMessageVisibility",
          "sqs:SetQueueAttributes",
        ),
        rehearsed(
          "sqs:CreateQueue",
          "sqs:DeleteQueue",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:GetQueueUrl",
          "sqs:ListQueueTags",
          "sqs:ReceiveMessage",
          "sqs:TagQueue",
        ),
        driverOnly("a change of tags, which no rehearsal makes", "sqs:UntagQueue"),
      ],
      resources: namedArns(scope, "sqs"),
      reason: "queues and their policies; verification finds its own messages in them",
      wildcards: STAGE_NAMES,
    },
  ];
}

function topics(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "Topics",
      groups: [
        rehearsed(
          "sns:CreateTopic",
          "sns:DeleteTopic",
          "sns:GetTopicAttributes",
          "sns:ListTagsForResource",
          "sns:Publish",
        ),
        driverOnly(
          "a change of a topic, or a recipient of alarms",
          "sns:SetTopicAttributes",
          "sns:Subscribe",
          "sns:ListSubscriptionsByTopic",
          "sns:UntagResource",
        ),
        providerOnly("sns/topic.go: create with tags", "sns:TagResource"),
      ],
      resources: namedArns(scope, "sns"),
      reason: "topics of the catalog and of alarms; the driver sends notifications to the latter",
      wildcards: STAGE_NAMES,
    },
    {
      sid: "Subscriptions",
      groups: [
        driverOnly(
          "components/monitoring/alarms.ts: a recipient of alarms",
          "sns:GetSubscriptionAttributes",
          "sns:SetSubscriptionAttributes",
          "sns:Unsubscribe",
        ),
      ],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "subscriptions of alarm recipients",
      wildcards: "AWS grants these actions only on *",
    },
  ];
}

function buses(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "EventBuses",
      groups: [
        rehearsed(
          "events:CreateEventBus",
          "events:DeleteEventBus",
          "events:DescribeEventBus",
          "events:ListTagsForResource",
        ),
        driverOnly(
          "a change of tags or description",
          "events:TagResource",
          "events:UntagResource",
          "events:UpdateEventBus",
        ),
      ],
      resources: namedArns(scope, "events", "event-bus/"),
      reason: "event buses of the catalog",
      wildcards: STAGE_NAMES,
    },
    {
      sid: "EventRules",
      groups: [
        driverOnly(
          "components/events/ruleTargets.ts: rules with targets",
          "events:ListTargetsByRule",
          "events:PutTargets",
          "events:RemoveTargets",
        ),
        rehearsed("events:DeleteRule", "events:DescribeRule", "events:ListTagsForResource", "events:PutRule"),
        driverOnly("a change of tags", "events:TagResource", "events:UntagResource"),
      ],
      resources: perStage(scope, (stage) => [regionalArn(stage, "events", `rule/${namesOf(stage)}/${namesOf(stage)}`)]),
      reason: "rules of the catalog's buses, and their targets",
      wildcards: "a rule's ARN has the names of its bus and its own, which both start like this",
    },
    {
      sid: "DeploymentEvents",
      groups: [rehearsed("events:PutEvents")],
      resources: perStage(scope, (stage) => [regionalArn(stage, "events", "event-bus/default")]),
      reason: "events of deployments",
    },
  ];
}

function schedules(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "Schedules",
      groups: [
        driverOnly(
          "components/events/schedule.ts: a catalog with schedules",
          "scheduler:CreateSchedule",
          "scheduler:DeleteSchedule",
          "scheduler:GetSchedule",
          "scheduler:UpdateSchedule",
        ),
      ],
      resources: namedArns(scope, "scheduler", "schedule/default/"),
      reason: "schedules of functions",
      wildcards: STAGE_NAMES,
    },
  ];
}
