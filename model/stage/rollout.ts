import { z } from "zod";

/*
 * Progressive delivery, as configured in a stage file: traffic shifts to new versions all at once, first a share of it
 * (canary), or in equal shares (linear). Exceeding a limit shifts all traffic back.
 */

export const limitsSchema = z.strictObject({
  /** Maximum error rate of the new version. per cent */
  errorPercent: z.number().min(0).max(100),
  /** Maximum difference to the old version's error rate. percentage points */
  aboveOldPercent: z.number().min(0).max(100),
  /** Maximum increase of the 95th percentile of durations over the old version's. per cent */
  slowerPercent: z.number().min(0),
  /** Minimum invocations for a verdict: with fewer, error rates are not significant. */
  leastInvocations: z.int().min(1),
});

export type RolloutLimits = z.infer<typeof limitsSchema>;

/** Limits of releases that were recorded before limits were configurable. */
const EARLIER: RolloutLimits = { errorPercent: 1, aboveOldPercent: 1, slowerPercent: 100, leastInvocations: 100 };

const percent = z.int().min(1).max(99);

/** CloudWatch metrics are one to two minutes late, so a shorter bake time ends before its metrics are available. */
const LEAST_MINUTES = 3;

function schema<L extends z.ZodType<RolloutLimits>>(limits: L, minutes: z.ZodNumber) {
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("allAtOnce") }),
    z.strictObject({
      kind: z.literal("canary"),
      /** Share of traffic that the new version gets first. per cent */
      percent,
      bakeMinutes: minutes,
      limits,
    }),
    z.strictObject({
      kind: z.literal("linear"),
      /** Share of traffic that each step adds. per cent */
      percent,
      everyMinutes: minutes,
      limits,
    }),
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
