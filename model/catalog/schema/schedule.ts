import { z } from "zod";
import { AWS_LIMITS } from "../../limits/awsLimits";
import { within } from "./fields";

/** How EventBridge handles failed deliveries. The result of the function itself is not considered. */
const deliveryShape = {
  maximumRetryAttempts: within(AWS_LIMITS.deliveryRetries)
    .optional()
    .describe("Maximum retries of a delivery; default: 185"),
  maximumEventAge: within(AWS_LIMITS.deliveryEventAge)
    .optional()
    .describe("Maximum age of an event in seconds; default: a day"),
  deadLetters: z.string().optional().describe("Dead-letter queue for undelivered events: queue:<standard queue>"),
};

export const scheduleSchema = z.strictObject({
  expression: z.string().describe("rate(5 minutes), or cron(minutes hours day-of-month month day-of-week year)"),
  timezone: z.string().default("UTC").describe("Time zone of the expression: Europe/Berlin"),
  input: z.record(z.string(), z.unknown()).optional().describe("Event for the function; default: Scheduler's event"),
  enabled: z.boolean().default(true),
  ...deliveryShape,
});

export type ScheduleSpec = z.infer<typeof scheduleSchema>;

export const ruleTargetSchema = z.strictObject({
  to: z.string().describe("function:jobs/onEvent or queue:sync"),
  messageGroupId: z
    .string()
    .regex(/^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/, "use letters, digits and punctuation, at most 128")
    .optional()
    .describe("Message group in a FIFO queue: its messages are processed in order"),
  ...deliveryShape,
});

export type RuleTargetSpec = z.infer<typeof ruleTargetSchema>;
