import * as sqs from "@pulumi/aws/sqs";
import type { Resource } from "@pulumi/pulumi";
import { queueName } from "../../model/catalog/queueName";
import type { Queue } from "../../model/catalog/schema/catalog";
import type { AnyStage } from "../../model/stage/stage";
import { arnOf } from "../../model/arns";

/** A queue of the catalog and its dead-letter queue. */
export interface QueuePair {
  readonly queue: sqs.Queue;
  readonly deadLetters: sqs.Queue;
}

/** An encrypted queue and its dead-letter queue `<name>-dlq` of the same type. FIFO queues deduplicate by content. */
export function queuePair(stage: AnyStage, name: string, spec: Queue, parent: Resource): QueuePair {
  const queues = { [name]: spec };
  const common = {
    ...(spec.type === "fifo" ? { fifoQueue: true, contentBasedDeduplication: true } : {}),
    sqsManagedSseEnabled: true,
    messageRetentionSeconds: spec.retention,
  };
  const deadLetters = new sqs.Queue(
    `queue-${name}-dlq`,
    { name: queueName(stage, queues, `${name}-dlq`), ...common },
    { parent },
  );
  const queue = new sqs.Queue(
    `queue-${name}`,
    {
      name: queueName(stage, queues, name),
      ...common,
      visibilityTimeoutSeconds: spec.visibilityTimeout,
      receiveWaitTimeSeconds: spec.receiveWait,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: arnOf.queue(stage, queues, `${name}-dlq`),
        maxReceiveCount: spec.maxReceives,
      }),
    },
    // SQS requires that the target of a redrive policy exists.
    { parent, dependsOn: [deadLetters] },
  );
  return { queue, deadLetters };
}
