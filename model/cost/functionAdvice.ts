import { AWS_LIMITS } from "../limits/awsLimits";
import { PRICES } from "./prices";

/** What a function used in a period, and its settings. */
export interface FunctionUse {
  /** Physical name. */
  readonly name: string;
  /** MB */
  readonly memory: number;
  /** Seconds */
  readonly timeout: number;
  readonly architecture: string;
  readonly invocations: number;
  /** Sum of the billed durations. ms */
  readonly billedMs: number;
  /** 95th percentile of the duration. ms */
  readonly p95Ms: number;
  readonly maxMemoryMb: number;
}

/** A change of a function's settings that its use suggests. */
export type FunctionAdvice =
  | { readonly kind: "raise-memory"; readonly name: string; readonly to: number; readonly reason: string }
  | {
      readonly kind: "lower-memory" | "use-arm64";
      readonly name: string;
      readonly to: number | string;
      readonly reason: string;
      /** US dollars a month, at most. */
      readonly savesUsd: number;
    }
  | { readonly kind: "near-timeout"; readonly name: string; readonly reason: string };

/** With fewer invocations the largest memory use is not known. */
export const MIN_INVOCATIONS = 100;
/** A function that uses more of its memory may be killed by a larger request. */
const MAX_MEMORY_SHARE = 0.9;
/** Memory that is suggested, as a multiple of the largest use. */
const HEADROOM = 1.5;
/** MB */
const MEMORY_STEP = 64;
/** A smaller reduction is not worth the change. */
const MAX_LOWER_SHARE = 0.75;
/** CPU is in proportion to the memory: at worst the duration grows as the memory shrinks, and must stay below this share. */
const MAX_TIMEOUT_SHARE = 0.5;
const NEAR_TIMEOUT_SHARE = 0.8;

/** US dollars of the use: requests and GB-seconds, without the free tier. */
export function functionCost(
  { invocations, billedMs, memory, architecture }: FunctionUse,
  changed: Partial<Pick<FunctionUse, "memory" | "architecture">> = {},
): number {
  const gigabytes = (changed.memory ?? memory) / 1024;
  const price = (changed.architecture ?? architecture) === "arm64" ? PRICES.armSecond : PRICES.x86Second;
  return (invocations / 1e6) * PRICES.invocations.usd + (billedMs / 1000) * gigabytes * price.usd;
}

/**
 * What the use of a function suggests.
 * @param months length of the period of use, to state savings a month
 */
export function functionAdvice(use: FunctionUse, months: number): readonly FunctionAdvice[] {
  if (use.invocations < MIN_INVOCATIONS) return [];
  return [...memoryAdvice(use, months), ...timeoutAdvice(use), ...architectureAdvice(use, months)];
}

function memoryAdvice(use: FunctionUse, months: number): readonly FunctionAdvice[] {
  const { name, memory, maxMemoryMb, p95Ms, timeout } = use;
  const { min, max } = AWS_LIMITS.functionMemory;
  const to = Math.min(max, Math.max(min, Math.ceil((maxMemoryMb * HEADROOM) / MEMORY_STEP) * MEMORY_STEP));
  const reason = `used at most ${String(Math.round(maxMemoryMb))} of ${String(memory)} MB`;
  if (maxMemoryMb >= memory * MAX_MEMORY_SHARE) return to > memory ? [{ kind: "raise-memory", name, to, reason }] : [];
  const slowest = (p95Ms * memory) / to;
  if (to > memory * MAX_LOWER_SHARE || slowest > timeout * 1000 * MAX_TIMEOUT_SHARE) return [];
  const savesUsd = (functionCost(use) - functionCost(use, { memory: to })) / months;
  return [{ kind: "lower-memory", name, to, reason, savesUsd }];
}

function timeoutAdvice({ name, p95Ms, timeout }: FunctionUse): readonly FunctionAdvice[] {
  if (p95Ms < timeout * 1000 * NEAR_TIMEOUT_SHARE) return [];
  const seconds = (p95Ms / 1000).toFixed(1);
  return [{ kind: "near-timeout", name, reason: `one of 20 invocations takes ${seconds} of ${String(timeout)} s` }];
}

function architectureAdvice(use: FunctionUse, months: number): readonly FunctionAdvice[] {
  const { name, architecture } = use;
  if (architecture === "arm64") return [];
  const savesUsd = (functionCost(use) - functionCost(use, { architecture: "arm64" })) / months;
  return [{ kind: "use-arm64", name, to: "arm64", reason: `runs on ${architecture}`, savesUsd }];
}
