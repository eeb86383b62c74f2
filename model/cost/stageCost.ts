import {
  capacityAdvice,
  capacityCost,
  type CapacityAdvice,
  type CapacityMode,
  type CapacityUse,
} from "./capacityAdvice";
import { fixedCost } from "./fixedCost";
import { functionAdvice, functionCost, type FunctionAdvice, type FunctionUse } from "./functionAdvice";
import { HOURS_PER_MONTH, PRICES } from "./prices";

/** What a stage used in a period. */
export interface StageUse {
  readonly functions: readonly FunctionUse[];
  readonly capacity: readonly CapacityUse[];
  readonly apiRequests: number;
  readonly logBytes: number;
}

/** A part of a stage's monthly cost. */
export interface CostPart {
  readonly part: "fixed" | "functions" | "tables" | "api" | "logs";
  /** US dollars a month. */
  readonly usd: number;
  /** Invocations, capacity units, requests or bytes in the period; null: not by use. */
  readonly used: number | null;
}

export interface StageCost {
  readonly parts: readonly CostPart[];
  readonly functions: readonly FunctionAdvice[];
  readonly capacity: CapacityAdvice | null;
}

const HOUR_MS = 3_600_000;
const GB = 1024 ** 3;

/** What of a stage is charged by use and not measured here. */
export const NOT_INCLUDED = ["buckets", "queues", "e-mail", "users", "traces", "backups", "data transfer"] as const;

/**
 * Monthly cost of a stage, as if every month had the use of the period.
 * @param window Unix ms
 */
export function stageCost(
  resources: readonly { readonly type: string; readonly inputs: Readonly<Record<string, unknown>> }[],
  use: StageUse,
  mode: CapacityMode,
  window: { readonly from: number; readonly to: number },
): StageCost {
  const months = (window.to - window.from) / HOUR_MS / HOURS_PER_MONTH;
  const functions = use.functions.reduce((sum, one) => sum + functionCost(one), 0);
  // Provisioned capacity is among the fixed costs.
  const tables = mode === "autoscaled" ? [] : use.capacity.map((one) => capacityCost(one, window).onDemand);
  const monthly = (part: CostPart["part"], usd: number, used: number): CostPart => ({ part, usd: usd / months, used });
  return {
    parts: [
      { part: "fixed", usd: fixedCost(resources), used: null },
      monthly("functions", functions, sum(use.functions.map(({ invocations }) => invocations))),
      monthly(
        "tables",
        sum(tables),
        sum(use.capacity.flatMap(({ read, write }) => [...read.values(), ...write.values()])),
      ),
      monthly("api", (use.apiRequests / 1e6) * PRICES.apiRequests.usd, use.apiRequests),
      monthly("logs", (use.logBytes / GB) * PRICES.logIngestion.usd, use.logBytes),
    ],
    functions: use.functions.flatMap((one) => functionAdvice(one, months)),
    capacity: capacityAdvice(mode, use.capacity, window, months),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
