import { z } from "zod";
import { AWS_LIMITS } from "./limits/awsLimits";

const { values } = AWS_LIMITS.logRetention;

/** Retention periods that CloudWatch Logs allows, in days. */
export const logRetentionDays = z.literal(values, {
  error: ({ input }) =>
    input === undefined
      ? undefined
      : `CloudWatch does not allow ${JSON.stringify(input)} days; allowed: ${values.join(", ")}`,
});

/**
 * Retention of a service's log group, in days: the lower of the stage's and the service's. The service limits how long
 * its data is kept, the stage limits cost.
 */
export function retentionOf(stageDays: number, serviceDays: number | undefined): number {
  return Math.min(stageDays, serviceDays ?? stageDays);
}
