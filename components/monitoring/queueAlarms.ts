import type { CustomResource, Resource } from "@pulumi/pulumi";
import { queueName } from "../../model/catalog/queueName";
import type { Queue } from "../../model/catalog/schema/catalog";
import type { AnyStage } from "../../model/stage/stage";
import { alarm, PERIOD } from "./alarms";

/**
 * Alarms for any message in a dead-letter queue and, if set in the catalog, for many or old messages.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function queueAlarms(stage: AnyStage, queue: string, spec: Queue, parent: Resource): readonly CustomResource[] {
  if (stage.alarms.kind === "off") return [];
  const queues = { [queue]: spec };
  const { depth, age } = spec.alarms;
  const alarms = [
    {
      name: `${queue}-dead-letters`,
      of: `${queue}-dlq`,
      description: `Messages that the queue ${queue} gave up on`,
      metricName: "ApproximateNumberOfMessagesVisible",
      threshold: 1,
    },
    {
      name: `${queue}-depth`,
      of: queue,
      description: `Messages that wait in the queue ${queue}`,
      metricName: "ApproximateNumberOfMessagesVisible",
      threshold: depth,
    },
    {
      name: `${queue}-age`,
      of: queue,
      description: `Seconds that the oldest message of the queue ${queue} waits`,
      metricName: "ApproximateAgeOfOldestMessage",
      threshold: age,
    },
  ];
  return alarms.flatMap(({ name, of, description, metricName, threshold }) =>
    threshold === undefined
      ? []
      : [
          alarm(
            stage,
            name,
            {
              alarmDescription: description,
              namespace: "AWS/SQS",
              metricName,
              dimensions: { QueueName: queueName(stage, queues, of) },
              statistic: "Maximum",
              period: PERIOD,
              evaluationPeriods: 1,
              comparisonOperator: "GreaterThanOrEqualToThreshold",
              threshold,
            },
            parent,
          ),
        ],
  );
}
