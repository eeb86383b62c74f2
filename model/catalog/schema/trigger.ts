import { z } from "zod";
import { AWS_LIMITS } from "../../limits/awsLimits";
import { within } from "./fields";

/** What invokes a function with batches: a table's stream, or a queue. */
export const triggerSchema = z.strictObject({
  source: z.string().describe("table:jobs (its stream) or queue:sync"),
  batchSize: within(AWS_LIMITS.triggerBatch).describe(
    "Records or messages an invocation; at most 10 from a FIFO queue, or without a batching window",
  ),
  batchingWindow: within(AWS_LIMITS.triggerWindow)
    .optional()
    .describe("Seconds that Lambda waits for a batch to fill; not for FIFO queues"),
  reportBatchItemFailures: z
    .boolean()
    .optional()
    .describe("The function answers which items failed, and only those come again"),
  maximumConcurrency: within(AWS_LIMITS.triggerConcurrency)
    .optional()
    .describe("Of a queue: invocations at the same time, at most"),
  startingPosition: z
    .enum(["latest", "trim-horizon"])
    .optional()
    .describe("Of a stream: where the function begins; latest unless it says so"),
  maximumRetryAttempts: within(AWS_LIMITS.streamRetries)
    .optional()
    .describe("Of a stream: how often a batch that fails comes again; without it until it expires"),
  maximumRecordAge: within(AWS_LIMITS.streamRecordAge)
    .optional()
    .describe("Of a stream: seconds after which a record is given up; a stream keeps them for a day"),
  bisectBatchOnError: z.boolean().optional().describe("Of a stream: a batch that fails comes again in two halves"),
  parallelizationFactor: within(AWS_LIMITS.streamParallelization)
    .optional()
    .describe("Of a stream: batches of a shard at the same time"),
  onFailure: z
    .string()
    .optional()
    .describe(
      "Of a stream: where given-up batches are reported, queue:<standard queue> or topic:<name>. Can be changed; removed from the catalog, it stays on AWS until the trigger itself is removed",
    ),
});

export type TriggerSpec = z.infer<typeof triggerSchema>;

/** Settings that only a trigger of one kind has. */
export const QUEUE_SETTINGS = ["maximumConcurrency"] as const satisfies readonly (keyof TriggerSpec)[];
export const STREAM_SETTINGS = [
  "startingPosition",
  "maximumRetryAttempts",
  "maximumRecordAge",
  "bisectBatchOnError",
  "parallelizationFactor",
  "onFailure",
] as const satisfies readonly (keyof TriggerSpec)[];
