import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import type { CustomResource, Input, Resource } from "@pulumi/pulumi";
import { MAIN_API, type CatalogApi } from "../../model/catalog/apis";
import { apiAlarmNames } from "../../model/monitoring/apiAlarms";
import { lambdaQueries, serviceAlarmName } from "../../model/monitoring/lambdaQueries";
import { ALARM_TOPIC, NAMES, subscriptionName } from "../../model/names";
import type { AnyStage } from "../../model/stage/stage";
import { arnOf } from "../../model/arns";

/** Period of alarms. s */
export const PERIOD = 300;

type AlarmArgs = Omit<cloudwatch.MetricAlarmArgs, "name" | "alarmActions" | "okActions" | "treatMissingData">;

/** An alarm that notifies the stage's topic when it starts and ends. Missing data is no alarm. */
export function alarm(stage: AnyStage, name: string, args: AlarmArgs, parent: Resource): cloudwatch.MetricAlarm {
  const topic = arnOf.topic(stage, ALARM_TOPIC);
  return new cloudwatch.MetricAlarm(
    `alarm-${name}`,
    {
      name: NAMES.alarm.of(stage, name),
      ...args,
      treatMissingData: "notBreaching",
      alarmActions: [topic],
      okActions: [topic],
    },
    { parent },
  );
}

/**
 * The topic of alarms, and its subscriptions. Not encrypted with SNS's own key: CloudWatch may not use that one, and a
 * notification has names of resources and numbers only.
 */
export function alarmTopic(stage: AnyStage, parent: Resource): readonly CustomResource[] {
  if (stage.alarms.kind === "off") return [];
  const topic = new sns.Topic(`topic-${ALARM_TOPIC}`, { name: NAMES.topic.of(stage, ALARM_TOPIC) }, { parent });
  const subscriptions = stage.alarms.emails.map(
    (endpoint) =>
      new sns.TopicSubscription(
        subscriptionName(endpoint),
        { topic: topic.arn, protocol: "email", endpoint },
        { parent },
      ),
  );
  return [topic, ...subscriptions];
}

/**
 * Alarms on errors, throttles and durations close to the timeout, of all functions of a service: one of each kind unless
 * the names do not fit into one query.
 * @param functions `timeout` in seconds
 */
export function serviceAlarms(
  stage: AnyStage,
  service: string,
  functions: readonly { readonly name: string; readonly timeout: number }[],
  parent: Resource,
): readonly CustomResource[] {
  const { alarms } = stage;
  if (alarms.kind === "off" || functions.length === 0) return [];
  const longest = Math.max(...functions.map(({ timeout }) => timeout));
  const names = functions.map((fn) => NAMES.function.of(stage, service, fn.name));
  const kinds = [
    { kind: "errors", aggregate: "SUM(Errors)", threshold: alarms.errors, what: "failed invocations" },
    { kind: "throttles", aggregate: "SUM(Throttles)", threshold: alarms.throttles, what: "refused invocations" },
    {
      kind: "duration",
      aggregate: "MAX(Duration)",
      threshold: longest * 10 * alarms.durationPercent,
      what: "ms of the slowest invocation",
    },
  ] as const;
  return kinds.flatMap(({ kind, aggregate, threshold, what }) =>
    lambdaQueries(aggregate, names).map((expression, index) =>
      alarm(
        stage,
        serviceAlarmName(service, kind, index),
        {
          alarmDescription: `${service}: ${what}`,
          comparisonOperator: "GreaterThanOrEqualToThreshold",
          evaluationPeriods: 1,
          threshold,
          metricQueries: [{ id: "q1", expression, period: PERIOD, returnData: true }],
          tags: { Service: service },
        },
        parent,
      ),
    ),
  );
}

/** Alarms on the share of 5xx responses of an API, and on its latency. */
export function apiAlarms(
  stage: AnyStage,
  api: CatalogApi,
  apiId: Input<string>,
  parent: Resource,
): readonly CustomResource[] {
  const { alarms } = stage;
  if (alarms.kind === "off") return [];
  const dimensions = { ApiId: apiId };
  const answers = (metricName: string) =>
    ({ namespace: "AWS/ApiGateway", metricName, dimensions, period: PERIOD, stat: "Sum" }) as const;
  const [errors, latency] = apiAlarmNames(api);
  const name = api.path === MAIN_API.path ? "the API" : `the API ${api.path}`;
  return [
    alarm(
      stage,
      errors,
      {
        alarmDescription: `Answers of ${name} that are 5xx, per cent`,
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
        threshold: alarms.api5xxPercent,
        metricQueries: [
          { id: "share", expression: "100 * failed / answered", label: "5xx, per cent", returnData: true },
          { id: "failed", metric: answers("5xx") },
          { id: "answered", metric: answers("Count") },
        ],
      },
      parent,
    ),
    alarm(
      stage,
      latency,
      {
        alarmDescription: `95th percentile of ${name}'s latency, ms`,
        namespace: "AWS/ApiGateway",
        metricName: "Latency",
        dimensions,
        extendedStatistic: "p95",
        period: PERIOD,
        evaluationPeriods: 3,
        comparisonOperator: "GreaterThanThreshold",
        threshold: alarms.apiLatencyMs,
      },
      parent,
    ),
  ];
}
