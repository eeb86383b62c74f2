import { z } from "zod";
import { PHASES, type PhaseId } from "../phases";

/** How long a phase of a deployment took, from its first operation to the end of its gate. */
export const phaseTimeSchema = z.strictObject({
  phase: z.enum(PHASES.map(({ id }) => id) as [PhaseId, ...PhaseId[]]),
  /** Changed resources. */
  resources: z.int().positive(),
  milliseconds: z.int().nonnegative(),
});
export type PhaseTime = z.infer<typeof phaseTimeSchema>;

/** An earlier phase is comparable where it changed at most so many times more, or fewer, resources. */
const COMPARABLE_FACTOR = 2;
/** Newest comparable phases whose median counts. */
const SAMPLES = 5;

/**
 * Expected duration of a phase: the median of the newest comparable ones. Without one, that of the most similar phase, scaled
 * by the square root of the number of resources: they change in parallel.
 * @param earlier phases of earlier deployments of the stage, newest first
 * @returns ms; null without an earlier deployment
 */
export function expectedPhaseMs(phase: PhaseId, resources: number, earlier: readonly PhaseTime[]): number | null {
  const own = earlier.filter((one) => one.phase === phase);
  const distance = (one: PhaseTime): number => Math.abs(Math.log(one.resources / Math.max(1, resources)));
  const comparable = own.filter((one) => distance(one) <= Math.log(COMPARABLE_FACTOR) + 1e-9).slice(0, SAMPLES);
  if (comparable.length > 0) return median(comparable.map(({ milliseconds }) => milliseconds));
  const [nearest] = [...(own.length > 0 ? own : earlier)].sort((a, b) => distance(a) - distance(b));
  return nearest === undefined ? null : nearest.milliseconds * Math.sqrt(resources / nearest.resources);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [lower = 0, upper = 0] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return (lower + upper) / 2;
}
