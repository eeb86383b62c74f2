import { calls } from "../step";
import type { TypeCalls } from "../typeCalls";

/* Calls of terraform-provider-aws, from experience with the provider, and not compared with its source. */

export const CALLS_OF_MONITORING: Readonly<Record<string, TypeCalls>> = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    create: () => calls("cloudwatch", "PutMetricAlarm"),
    remove: calls("cloudwatch", "DeleteAlarms"),
    read: calls("cloudwatch", "DescribeAlarms", "ListTagsForResource"),
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    create: () => calls("cloudwatch", "PutCompositeAlarm"),
    remove: calls("cloudwatch", "DeleteAlarms"),
    read: calls("cloudwatch", "DescribeAlarms", "ListTagsForResource"),
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    create: () => calls("cloudwatch", "PutDashboard"),
    remove: calls("cloudwatch", "DeleteDashboards"),
    read: calls("cloudwatch", "GetDashboard"),
  },
  "aws:sns/topic:Topic": {
    create: () => calls("sns", "CreateTopic", "SetTopicAttributes"),
    update: () => calls("sns", "SetTopicAttributes"),
    remove: calls("sns", "DeleteTopic"),
    read: calls("sns", "GetTopicAttributes", "ListTagsForResource"),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    create: () => calls("sns", "Subscribe", "GetSubscriptionAttributes"),
    remove: calls("sns", "Unsubscribe", "GetSubscriptionAttributes"),
    read: calls("sns", "GetSubscriptionAttributes"),
  },
};
