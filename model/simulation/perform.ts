import type { ApiServiceId } from "../limits/apiRates";
import type { RetryMode } from "../limits/requestSettings";
import { AdaptiveRate } from "./adaptiveRate";
import { READ_LATENCY_MS, type Step } from "./step";
import type { ControlPlanes } from "./tokenBucket";

/** Why an operation pauses. */
export type PauseCause =
  | { readonly kind: "call"; readonly service: ApiServiceId }
  | { readonly kind: "throttled"; readonly service: ApiServiceId }
  | { readonly kind: "wait"; readonly for: string };

export interface Pause {
  readonly ms: number;
  readonly cause: PauseCause;
}

/** A request, as it was answered. */
export interface Answer {
  readonly service: ApiServiceId;
  readonly operation: string;
  readonly isThrottled: boolean;
}

/** A process that calls AWS: the provider, or the driver. */
export interface Caller {
  readonly planes: ControlPlanes;
  readonly retries: RetryMode;
  /** ms */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** The adaptive rates of its clients. */
  readonly limits: Map<ApiServiceId, AdaptiveRate>;
  readonly observe?: (answer: Answer) => void;
}

/** aws-sdk-go-v2, aws/retry/standard.go: DefaultMaxBackoff. */
const MAX_BACKOFF_MS = 20_000;

/**
 * Performs steps in anyone's time: yields each pause, and continues when it is over. So the simulation and the emulation run the
 * same code.
 * @param newestRoleAt when the role that it uses was created, by `now`; null: before
 */
export function* perform(
  steps: readonly Step[],
  caller: Caller,
  newestRoleAt: number | null = null,
): Generator<Pause, void> {
  for (const step of steps) {
    switch (step.kind) {
      case "call":
        yield* send(step, caller);
        break;
      case "wait":
        yield { ms: step.ms, cause: { kind: "wait", for: step.for } };
        break;
      case "new role": {
        const ms = newestRoleAt === null ? 0 : newestRoleAt + step.ageMs - caller.now();
        if (ms > 0) yield { ms, cause: { kind: "wait", for: "the new role is known everywhere (a guess)" } };
        break;
      }
    }
  }
}

function* send(
  { service, operation, latencyMs }: Extract<Step, { readonly kind: "call" }>,
  caller: Caller,
): Generator<Pause, void> {
  const limit = limitOf(caller, service);
  const throttled = { kind: "throttled", service } as const;
  for (let attempt = 1; ; attempt += 1) {
    if (caller.retries === "adaptive")
      for (let wait = limit.acquire(seconds(caller)); wait > 0; wait = limit.acquire(seconds(caller)))
        yield { ms: wait * 1000, cause: throttled };
    const accepted = caller.planes.accepts(service, operation, caller.now());
    caller.observe?.({ service, operation, isThrottled: !accepted });
    yield accepted ? { ms: latencyMs, cause: { kind: "call", service } } : { ms: READ_LATENCY_MS, cause: throttled };
    limit.update(!accepted, seconds(caller));
    if (accepted) return;
    yield { ms: Math.min(caller.random() * 2 ** attempt * 1000, MAX_BACKOFF_MS), cause: throttled };
  }
}

function seconds({ now }: Caller): number {
  return now() / 1000;
}

function limitOf({ limits }: Caller, service: ApiServiceId): AdaptiveRate {
  const limit = limits.get(service) ?? new AdaptiveRate();
  limits.set(service, limit);
  return limit;
}

/** Repeatable numbers from 0 to 1 (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
