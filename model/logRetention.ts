import { z } from "zod";

/** Days that CloudWatch can keep a log group's events. Source: PutRetentionPolicy in its API reference. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

export const logRetentionDays = z.literal(RETENTION_DAYS);

/**
 * Days that the log group of a service keeps its events: the stage's, or the service's where that is less. A service
 * limits what is kept of its data, and a stage limits what is paid for.
 */
export function retentionOf(stageDays: number, serviceDays: number | undefined): number {
  return Math.min(stageDays, serviceDays ?? stageDays);
}
