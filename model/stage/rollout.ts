import { z } from "zod";

/*
 * Progressive delivery, as configured in a stage file: traffic shifts to new versions all at once, first a share of it
 * (canary), or in equal shares (linear). Exceeding a limit shifts all traffic back.
 */

const limitsSchema = z.strictObject({
  errorPercent: z
    .number()
    .min(0)
    .max(100)
    .describe("Maximum error rate of the new version, in per cent of its invocations."),
  aboveOldPercent: z
    .number()
    .min(0)
    .max(100)
    .describe("Maximum difference to the old version's error rate, in percentage points."),
  slowerPercent: z
    .number()
    .min(0)
    .describe("Maximum increase of the 95th percentile of durations over the old version's, in per cent."),
  leastInvocations: z
    .int()
    .min(1)
    .describe("Minimum invocations for a verdict: with fewer, error rates are not significant."),
});

export type RolloutLimits = z.infer<typeof limitsSchema>;

/** Limits of releases that were recorded before limits were configurable. */
const EARLIER: RolloutLimits = { errorPercent: 1, aboveOldPercent: 1, slowerPercent: 100, leastInvocations: 100 };

const percent = z.int().min(1).max(99);

/** CloudWatch metrics are one to two minutes late, so a shorter bake time ends before its metrics are available. */
const LEAST_MINUTES = 3;

function schema<L extends z.ZodType<RolloutLimits>>(limits: L, minutes: z.ZodNumber) {
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("allAtOnce") }).describe("All traffic at once."),
    z
      .strictObject({
        kind: z.literal("canary"),
        percent: percent.describe("Share of traffic that the new versions get first, in per cent."),
        bakeMinutes: minutes.describe("Bake time: minutes for which that share is watched."),
        limits,
      })
      .describe("First a share of the traffic, then all of it."),
    z
      .strictObject({
        kind: z.literal("linear"),
        percent: percent.describe("Share of traffic that each step adds, in per cent."),
        everyMinutes: minutes.describe("Minutes between two steps."),
        limits,
      })
      .describe("Equal shares."),
  ]);
}

export const rolloutSchema = schema(
  limitsSchema,
  z.number().min(LEAST_MINUTES, `at least ${String(LEAST_MINUTES)}: CloudWatch metrics are one to two minutes late`),
);
export const recordedRolloutSchema = schema(limitsSchema.default(EARLIER), z.number().positive());

export type Rollout = z.infer<typeof rolloutSchema>;
export type GradualRollout = Exclude<Rollout, { readonly kind: "allAtOnce" }>;

/** A share of traffic, and its bake time. */
export interface ShiftStep {
  /** per cent, 1 to 99 */
  readonly percent: number;
  readonly bakeMinutes: number;
}

/** The steps until the new versions get all traffic. */
export function shiftSteps(rollout: GradualRollout): readonly ShiftStep[] {
  if (rollout.kind === "canary") return [{ percent: rollout.percent, bakeMinutes: rollout.bakeMinutes }];
  const count = Math.ceil(100 / rollout.percent) - 1;
  return Array.from({ length: count }, (_, index) => ({
    percent: rollout.percent * (index + 1),
    bakeMinutes: rollout.everyMinutes,
  }));
}
