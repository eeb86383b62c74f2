import { z } from "zod";
import { AWS_LIMITS } from "../../limits/awsLimits";
import { within } from "./fields";

/** An event source that invokes a function with batches: a table's stream, or a queue. */
export const triggerSchema = z.strictObject({
  source: z.string().describe("table:jobs (its stream) or queue:sync"),
  batchSize: within(AWS_LIMITS.triggerBatch).describe(
    "Records or messages per invocation; at most 10 for a FIFO queue, or without a batching window",
  ),
  batchingWindow: within(AWS_LIMITS.triggerWindow)
    .optional()
    .describe("Maximum seconds to wait for a full batch; not for FIFO queues"),
  reportBatchItemFailures: z
    .boolean()
    .optional()
    .describe("The function reports failed items, and only those are retried"),
  maximumConcurrency: within(AWS_LIMITS.triggerConcurrency)
    .optional()
    .describe("Queues: maximum concurrent invocations"),
  startingPosition: z
    .enum(["latest", "trim-horizon"])
    .optional()
    .describe("Streams: where the function starts; default: latest"),
  maximumRetryAttempts: within(AWS_LIMITS.streamRetries)
    .optional()
    .describe("Streams: maximum retries of a failed batch; default: until it expires"),
  maximumRecordAge: within(AWS_LIMITS.streamRecordAge)
    .optional()
    .describe("Streams: maximum age of a record in seconds; a stream keeps records for a day"),
  bisectBatchOnError: z.boolean().optional().describe("Streams: split a failed batch in two before retrying"),
  parallelizationFactor: within(AWS_LIMITS.streamParallelization)
    .optional()
    .describe("Streams: concurrent batches per shard"),
  onFailure: z
    .string()
    .optional()
    .describe(
      "Streams: destination for discarded batches, queue:<standard queue> or topic:<name>. Can be changed; removed from the catalog, it remains on AWS until the trigger is removed",
    ),
});

export type TriggerSpec = z.infer<typeof triggerSchema>;

/** Settings that only one kind of trigger has. */
export const QUEUE_SETTINGS = ["maximumConcurrency"] as const satisfies readonly (keyof TriggerSpec)[];
export const STREAM_SETTINGS = [
  "startingPosition",
  "maximumRetryAttempts",
  "maximumRecordAge",
  "bisectBatchOnError",
  "parallelizationFactor",
  "onFailure",
] as const satisfies readonly (keyof TriggerSpec)[];
