import { z } from "zod";
import { AWS_LIMITS } from "../../limits/awsLimits";
import { within } from "./fields";

/** How EventBridge goes on when a delivery fails; what a function itself answers is not looked at. */
export const deliveryShape = {
  maximumRetryAttempts: within(AWS_LIMITS.deliveryRetries)
    .optional()
    .describe("Deliveries after the first, at most; 185 if not given"),
  maximumEventAge: within(AWS_LIMITS.deliveryEventAge)
    .optional()
    .describe("Seconds after which it is given up; a day if not given"),
  deadLetters: z.string().optional().describe("Where undelivered events go: queue:<standard queue>"),
};

export const scheduleSchema = z.strictObject({
  expression: z.string().describe("rate(5 minutes), or cron(minutes hours day-of-month month day-of-week year)"),
  timezone: z.string().default("UTC").describe("Time zone of the expression: Europe/Berlin"),
  input: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Event that the function gets; Scheduler's own if not given"),
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
    .describe("Message group of a FIFO queue: its messages come one after the other"),
  ...deliveryShape,
});

export type RuleTargetSpec = z.infer<typeof ruleTargetSchema>;
