import { z } from "zod";
import { AWS_LIMITS } from "./limits/awsLimits";

const { values } = AWS_LIMITS.logRetention;

/** Days that CloudWatch can keep a log group's events. */
export const logRetentionDays = z.literal(values, {
  error: ({ input }) =>
    input === undefined
      ? undefined
      : `CloudWatch takes no ${JSON.stringify(input)} days; allowed: ${values.join(", ")}`,
});

/**
 * Days that the log group of a service keeps its events: the stage's, or the service's where that is less. A service
 * limits what is kept of its data, and a stage limits what is paid for.
 */
export function retentionOf(stageDays: number, serviceDays: number | undefined): number {
  return Math.min(stageDays, serviceDays ?? stageDays);
}
