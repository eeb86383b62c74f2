import * as sqs from "@pulumi/aws/sqs";
import type { Resource } from "@pulumi/pulumi";
import type { Queue } from "../model/catalog/schema";
import { NAMES } from "../model/names";
import type { Stage } from "../model/stage/stage";
import { arnOf } from "./arns";

/** A queue of the catalog and where its undeliverable messages go. */
export interface QueuePair {
  readonly queue: sqs.Queue;
  readonly deadLetters: sqs.Queue;
}

/** FIFO, encrypted, duplicates dropped by content; `<name>-dlq` comes with it. */
export function queuePair(stage: Stage, name: string, spec: Queue, parent: Resource): QueuePair {
  const common = {
    fifoQueue: true,
    contentBasedDeduplication: true,
    sqsManagedSseEnabled: true,
    messageRetentionSeconds: spec.retention,
  };
  const deadLetters = new sqs.Queue(
    `queue-${name}-dlq`,
    { name: NAMES.queue.of(stage, `${name}-dlq`), ...common },
    { parent },
  );
  const queue = new sqs.Queue(
    `queue-${name}`,
    {
      name: NAMES.queue.of(stage, name),
      ...common,
      visibilityTimeoutSeconds: spec.visibilityTimeout,
      receiveWaitTimeSeconds: spec.receiveWait,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: arnOf.queue(stage, `${name}-dlq`),
        maxReceiveCount: spec.maxReceives,
      }),
    },
    // SQS wants the target of a redrive policy to be there.
    { parent, dependsOn: [deadLetters] },
  );
  return { queue, deadLetters };
}
