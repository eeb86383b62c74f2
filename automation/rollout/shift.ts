import { DeployError } from "../../model/errors";
import type { ShiftStep } from "../../model/stage/rollout";
import type { Breach, Observation, Watch } from "./watch";

/** What moves the traffic of all changed functions. */
export interface Traffic {
  /** Gives the new versions a share. @param percent 1 to 99 */
  weigh(percent: number, signal: AbortSignal): Promise<void>;
  /** Gives the new versions everything. */
  finish(signal: AbortSignal): Promise<void>;
  /** Gives the old versions everything back, the named functions first. Nothing may interrupt it. */
  back(first: readonly string[]): Promise<void>;
}

export interface Clock {
  /** Unix ms */
  now(): number;
  /** Ends early, and without an error, when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** All in ms. */
export interface Pace {
  /** A minute of the stage's file: a rehearsal has shorter ones. */
  readonly minute: number;
  /** Between two looks. */
  readonly look: number;
  /** So long the numbers may stay away before nobody answers for the new versions. */
  readonly blind: number;
}

export interface ShiftRequest {
  readonly steps: readonly ShiftStep[];
  readonly traffic: Traffic;
  readonly watch: Watch;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  /** Whether a stage where nothing could be judged may go on. */
  readonly takesUndecided: boolean;
  readonly say: (line: string) => void;
}

export type ShiftEnd =
  /** The new versions have all traffic. @param judged functions whose new version had enough of it to be judged */
  | { readonly kind: "shifted"; readonly judged: number }
  /** The old versions have all of it again. */
  | {
      readonly kind: "breached";
      readonly percent: number;
      readonly breaches: readonly Breach[];
      readonly backMs: number;
    }
  | { readonly kind: "undecided"; readonly percent: number }
  | { readonly kind: "blind"; readonly percent: number; readonly reason: string }
  | { readonly kind: "cancelled"; readonly percent: number };

/**
 * Moves traffic share by share, and watches each for as long as it bakes. Whatever ends it before the last share, be it a
 * breach, silence of the metrics, a failed call or a wish to stop, all traffic is back on the old versions.
 */
export async function shiftTraffic(request: ShiftRequest): Promise<ShiftEnd> {
  const { steps, traffic, signal, takesUndecided, say, clock } = request;
  let first: readonly string[] = [];
  let done = false;
  try {
    const starts = [clock.now()];
    let judged = 0;
    for (const { percent, bakeMinutes } of steps) {
      if (signal.aborted) return { kind: "cancelled", percent };
      await traffic.weigh(percent, signal);
      say(`Traffic: ${String(percent)} % on the new versions`);
      starts.push(clock.now());
      // What a step's last invocations were is known when the next one has begun.
      const seen = await bake(request, starts.at(-2) ?? clock.now(), bakeMinutes);
      if (seen.kind === "breached") {
        first = seen.breaches.flatMap(({ name }) => name ?? []);
        const began = clock.now();
        await traffic.back(first);
        done = true;
        return { kind: "breached", percent, breaches: seen.breaches, backMs: clock.now() - began };
      }
      if (seen.kind === "blind") return { kind: "blind", percent, reason: seen.reason };
      if (signal.aborted) return { kind: "cancelled", percent };
      judged = seen.judged;
      if (judged === 0 && !takesUndecided) return { kind: "undecided", percent };
    }
    await traffic.finish(signal);
    done = true;
    say("Traffic: all of it on the new versions");
    return { kind: "shifted", judged };
  } finally {
    if (!done) await traffic.back(first);
  }
}

type Seen =
  | { readonly kind: "baked"; readonly judged: number }
  | { readonly kind: "breached"; readonly breaches: readonly Breach[] }
  | { readonly kind: "blind"; readonly reason: string };

/** Looks again and again until the time is over, and once more then. */
async function bake({ watch, clock, pace, signal }: ShiftRequest, from: number, bakeMinutes: number): Promise<Seen> {
  const end = clock.now() + bakeMinutes * pace.minute;
  let sighted = clock.now();
  for (;;) {
    const seen = await look(watch, from, signal);
    if (signal.aborted) return { kind: "baked", judged: 0 };
    if (seen.kind === "seen") {
      sighted = clock.now();
      if (seen.breaches.length > 0) return { kind: "breached", breaches: seen.breaches };
      if (clock.now() >= end) return { kind: "baked", judged: seen.judged };
    } else if (clock.now() - sighted >= pace.blind) return { kind: "blind", reason: seen.reason };
    const left = end - clock.now();
    await clock.sleep(left > 0 ? Math.min(pace.look, left) : pace.look, signal);
  }
}

type Look = ({ readonly kind: "seen" } & Observation) | { readonly kind: "unseen"; readonly reason: string };

/** One look may fail: AWS throttles, or a line is down. Only when none succeeds for long is that a reason to go back. */
async function look(watch: Watch, from: number, signal: AbortSignal): Promise<Look> {
  try {
    return { kind: "seen", ...(await watch(from, signal)) };
  } catch (error) {
    if (!(error instanceof DeployError) && !signal.aborted) throw error;
    return { kind: "unseen", reason: error instanceof DeployError ? error.what : String(error) };
  }
}
