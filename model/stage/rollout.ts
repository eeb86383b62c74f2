import { z } from "zod";

/*
 * How traffic moves to new versions, as a stage's file says it: all at once, first a share of it (canary), or in equal
 * shares (linear). What goes beyond a limit meanwhile returns all of it.
 */

export const limitsSchema = z.strictObject({
  /** Share of the new version's invocations that may fail. per cent */
  errorPercent: z.number().min(0).max(100),
  /** How much larger that share may be than the old version's. percentage points */
  aboveOldPercent: z.number().min(0).max(100),
  /** How much longer than the old version's the 95th percentile of its durations may take. per cent */
  slowerPercent: z.number().min(0),
  /** Invocations below which a version's numbers say nothing: fewer failures than these allow are none. */
  leastInvocations: z.int().min(1),
});

export type RolloutLimits = z.infer<typeof limitsSchema>;

/** What releases from before there were limits were held to. */
const EARLIER: RolloutLimits = { errorPercent: 1, aboveOldPercent: 1, slowerPercent: 100, leastInvocations: 100 };

const percent = z.int().min(1).max(99);

/** CloudWatch shows a number a minute or two late: what bakes for less is over before anything is seen of it. */
const LEAST_MINUTES = 3;

function schema<L extends z.ZodType<RolloutLimits>>(limits: L, minutes: z.ZodNumber) {
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("allAtOnce") }),
    z.strictObject({
      kind: z.literal("canary"),
      /** Share of traffic the new version gets first, in per cent. */
      percent,
      bakeMinutes: minutes,
      limits,
    }),
    z.strictObject({
      kind: z.literal("linear"),
      /** Share of traffic that is added each time, in per cent. */
      percent,
      everyMinutes: minutes,
      limits,
    }),
  ]);
}

export const rolloutSchema = schema(
  limitsSchema,
  z.number().min(LEAST_MINUTES, `at least ${String(LEAST_MINUTES)}: CloudWatch shows a number a minute or two late`),
);
export const recordedRolloutSchema = schema(limitsSchema.default(EARLIER), z.number().positive());

export type Rollout = z.infer<typeof rolloutSchema>;
export type GradualRollout = Exclude<Rollout, { readonly kind: "allAtOnce" }>;

/** One share of traffic, and for how long it is watched before the next. */
export interface ShiftStep {
  /** per cent, 1 to 99 */
  readonly percent: number;
  readonly bakeMinutes: number;
}

/** The shares that the new versions get on their way to everything. */
export function shiftSteps(rollout: GradualRollout): readonly ShiftStep[] {
  if (rollout.kind === "canary") return [{ percent: rollout.percent, bakeMinutes: rollout.bakeMinutes }];
  const count = Math.ceil(100 / rollout.percent) - 1;
  return Array.from({ length: count }, (_, index) => ({
    percent: rollout.percent * (index + 1),
    bakeMinutes: rollout.everyMinutes,
  }));
}
