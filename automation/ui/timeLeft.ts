import { expectedPhaseMs, type PhaseTime } from "../../model/release/phaseTime";
import type { PhaseProgress, Progress } from "./progress";

/**
 * Time until all phases are done, which follow one after the other.
 * @param earlier phases of earlier deployments of the stage, newest first
 * @returns ms; null where it is unknown: without an earlier deployment, and after a failure
 */
export function timeLeft(progress: Progress, earlier: readonly PhaseTime[], now: number): number | null {
  const parts = progress.map((phase) => phaseTimeLeft(phase, earlier, now));
  return parts.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}

/** While a phase runs, its own rate counts more and more, and earlier deployments less and less. */
function phaseTimeLeft(phase: PhaseProgress, earlier: readonly PhaseTime[], now: number): number | null {
  switch (phase.state) {
    case "unchanged":
    case "done":
      return 0;
    case "failed":
      return null;
    case "waiting":
      return expectedPhaseMs(phase.id, phase.planned.size, earlier);
    case "running": {
      const expected = expectedPhaseMs(phase.id, phase.planned.size, earlier);
      if (expected === null) return null;
      const elapsed = now - (phase.startedAt ?? now);
      const share = phase.done.size / Math.max(1, phase.planned.size);
      const byHistory = Math.max(0, expected - elapsed);
      const byRate = share === 0 ? 0 : (elapsed * (1 - share)) / share;
      return (1 - share) * byHistory + share * byRate;
    }
  }
}

/** `about 2 min left`, `about 40 s left`, `a few seconds left`: an estimate is not more exact. */
export function timeLeftText(milliseconds: number): string {
  const seconds = milliseconds / 1_000;
  if (seconds < 10) return "a few seconds left";
  if (seconds < 90) return `about ${String(Math.round(seconds / 10) * 10)} s left`;
  return `about ${String(Math.round(seconds / 60))} min left`;
}
