import { call, calls, wait } from "../step";
import type { TypeCalls } from "../typeCalls";

/* Calls of terraform-provider-aws, from experience with the provider, and not compared with its source. */

export const CALLS_OF_OTHERS: Readonly<Record<string, TypeCalls>> = {
  "aws:cloudwatch/eventBus:EventBus": {
    create: () => calls("events", "CreateEventBus"),
    remove: calls("events", "DeleteEventBus"),
    read: calls("events", "DescribeEventBus", "ListTagsForResource"),
  },
  "aws:cloudwatch/eventRule:EventRule": {
    create: () => calls("events", "PutRule", "DescribeRule"),
    remove: calls("events", "DeleteRule"),
    read: calls("events", "DescribeRule", "ListTagsForResource"),
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    create: () => calls("events", "PutTargets"),
    remove: calls("events", "RemoveTargets"),
    read: calls("events", "ListTargetsByRule"),
  },
  "aws:scheduler/schedule:Schedule": {
    create: () => [{ kind: "new role", ageMs: 10_000 }, call("scheduler", "CreateSchedule")],
    update: () => calls("scheduler", "UpdateSchedule"),
    remove: calls("scheduler", "DeleteSchedule", "GetSchedule"),
    read: calls("scheduler", "GetSchedule"),
  },
  "aws:kms/key:Key": {
    create: () => [
      call("kms", "CreateKey"),
      wait(20_000, "the provider waits until the key is known everywhere (a guess)"),
    ],
    remove: calls("kms", "ScheduleKeyDeletion"),
    read: calls("kms", "DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"),
  },
  "aws:kms/alias:Alias": {
    create: () => calls("kms", "CreateAlias"),
    remove: calls("kms", "DeleteAlias"),
    read: calls("kms", "ListAliases"),
  },
  "aws:budgets/budget:Budget": {
    create: () => calls("budgets", "CreateBudget"),
    update: () => calls("budgets", "UpdateBudget"),
    remove: calls("budgets", "DeleteBudget"),
    read: calls("budgets", "DescribeBudget", "DescribeNotificationsForBudget", "DescribeSubscribersForNotification"),
  },
  "aws:cloudtrail/trail:Trail": {
    create: () => calls("cloudtrail", "CreateTrail", "StartLogging"),
    update: () => calls("cloudtrail", "UpdateTrail"),
    remove: calls("cloudtrail", "DeleteTrail"),
    read: calls("cloudtrail", "DescribeTrails", "GetTrailStatus", "GetEventSelectors", "ListTags"),
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    create: () => calls("iam", "CreateOpenIDConnectProvider"),
    remove: calls("iam", "DeleteOpenIDConnectProvider"),
    read: calls("iam", "GetOpenIDConnectProvider"),
  },
};
