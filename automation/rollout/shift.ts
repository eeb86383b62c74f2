import { DeployError } from "../../model/errors";
import type { ShiftStep } from "../../model/stage/rollout";
import type { Breach, Observation, Watch } from "./versionMonitor";

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
  /** So late numbers may come: so long the new versions are watched after the last share, and each look goes back twice. */
  readonly late: number;
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
  /** Told of each share that the new versions have. @param percent 1 to 100 */
  readonly onShare: (percent: number) => void;
}

/** Why traffic went back. */
export type Setback =
  | { readonly kind: "breached"; readonly percent: number; readonly breaches: readonly Breach[] }
  | { readonly kind: "undecided"; readonly percent: number }
  | { readonly kind: "blind"; readonly percent: number; readonly reason: string }
  | { readonly kind: "failed"; readonly percent: number; readonly error: DeployError }
  | { readonly kind: "cancelled"; readonly percent: number };

export type ShiftEnd =
  /** The new versions have all traffic. @param judged functions whose new version had enough of it to be judged */
  | { readonly kind: "shifted"; readonly judged: number }
  /** The old versions have all of it again, but for what `stuck` says. @param backMs how long giving it back took */
  | (Setback & { readonly backMs: number; readonly stuck: DeployError | null });

/**
 * Moves traffic share by share, and watches each for as long as it bakes. Whatever ends it before the end, be it a breach,
 * silence of the metrics, a failed call or a wish to stop, all traffic goes back to the old versions.
 */
export async function shiftTraffic(request: ShiftRequest): Promise<ShiftEnd> {
  const { clock } = request;
  let way: Setback | { readonly kind: "shifted"; readonly judged: number };
  try {
    way = await forward(request);
  } catch (error) {
    await giveBack(request, []);
    throw error;
  }
  if (way.kind === "shifted") return way;
  const began = clock.now();
  const stuck = await giveBack(request, way.kind === "breached" ? way.breaches.flatMap(({ name }) => name ?? []) : []);
  return { ...way, backMs: clock.now() - began, stuck };
}

async function forward(
  request: ShiftRequest,
): Promise<Setback | { readonly kind: "shifted"; readonly judged: number }> {
  const { steps, traffic, signal, takesUndecided, onShare, clock, pace } = request;
  const started = clock.now();
  let last = started;
  let judged = 0;
  const shares = [
    ...steps.map(({ percent, bakeMinutes }) => ({ percent, bake: bakeMinutes * pace.minute })),
    { percent: 100, bake: pace.late },
  ];
  for (const { percent, bake } of shares) {
    if (signal.aborted) return { kind: "cancelled", percent };
    const moved = await (percent < 100 ? traffic.weigh(percent, signal) : traffic.finish(signal)).then(
      () => null,
      failureOf,
    );
    if (signal.aborted) return { kind: "cancelled", percent };
    if (moved !== null) return { kind: "failed", percent, error: moved };
    onShare(percent);
    // What a share's last invocations were is known when the next one has begun.
    const seen = await watched(request, { started, since: last, until: clock.now() + bake });
    last = clock.now();
    if (seen.kind !== "baked") return { ...seen, percent };
    if (signal.aborted) return { kind: "cancelled", percent };
    judged = Math.max(judged, seen.judged);
    if (judged === 0 && !takesUndecided) return { kind: "undecided", percent };
  }
  return { kind: "shifted", judged };
}

/** @throws what is a defect */
function failureOf(error: unknown): DeployError {
  if (error instanceof DeployError) return error;
  throw error;
}

/** Tries twice: the new versions are known to be bad, or not known to be good. @returns why it did not all go back */
async function giveBack({ traffic, clock }: ShiftRequest, first: readonly string[]): Promise<DeployError | null> {
  const once = await traffic.back(first).then(() => null, failureOf);
  if (once === null) return null;
  await clock.sleep(BEFORE_AGAIN, new AbortController().signal);
  return traffic.back(first).then(() => null, failureOf);
}

/** ms */
const BEFORE_AGAIN = 1_000;

type Seen =
  | { readonly kind: "baked"; readonly judged: number }
  | { readonly kind: "breached"; readonly breaches: readonly Breach[] }
  | { readonly kind: "blind"; readonly reason: string };

/** Unix ms */
interface Bake {
  /** When the first share was given. */
  readonly started: number;
  /** When the watch over the share before this one ended. */
  readonly since: number;
  readonly until: number;
}

/** Looks again and again until the time is over, and once more then. */
async function watched({ watch, clock, pace, signal }: ShiftRequest, bake: Bake): Promise<Seen> {
  let sighted = clock.now();
  for (;;) {
    const from = Math.max(bake.started, Math.min(bake.since, clock.now() - 2 * pace.late));
    const seen = await look(watch, from, signal);
    if (signal.aborted) return { kind: "baked", judged: 0 };
    if (seen.kind === "seen") {
      sighted = clock.now();
      if (seen.breaches.length > 0) return { kind: "breached", breaches: seen.breaches };
      if (clock.now() >= bake.until) return { kind: "baked", judged: seen.judged };
    } else if (clock.now() - sighted >= pace.blind) return { kind: "blind", reason: seen.reason };
    const left = bake.until - clock.now();
    await clock.sleep(left > 0 ? Math.min(pace.look, left) : pace.look, signal);
  }
}

type Look = ({ readonly kind: "seen" } & Observation) | { readonly kind: "unseen"; readonly reason: string };

/** A look that hangs is one that fails. ms */
const PATIENCE = 30_000;

/** One look may fail: AWS throttles, or a line is down. Only when none succeeds for long is that a reason to go back. */
async function look(watch: Watch, from: number, signal: AbortSignal): Promise<Look> {
  try {
    return { kind: "seen", ...(await watch(from, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]))) };
  } catch (error) {
    if (!(error instanceof DeployError) && !signal.aborted) throw error;
    return { kind: "unseen", reason: error instanceof DeployError ? error.what : String(error) };
  }
}
