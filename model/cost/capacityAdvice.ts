import { PRICES } from "./prices";

/** Units that a table or an index consumed, by the start of the period, Unix ms. Periods without use are absent. */
export interface CapacityUse {
  /** Physical name of the table; an index as `table/index`. */
  readonly name: string;
  readonly read: ReadonlyMap<number, number>;
  readonly write: ReadonlyMap<number, number>;
}

/** US dollars that the same use costs in each mode. */
export interface CapacityCost {
  readonly onDemand: number;
  readonly autoscaled: number;
}

/** Capacity of all tables of a stage, as its file has it. */
export type CapacityMode = "on-demand" | "autoscaled";

export interface CapacityAdvice {
  readonly to: CapacityMode;
  /** US dollars a month. */
  readonly savesUsd: number;
  /** Bounds that cover the use of each table; null for on demand. */
  readonly bounds: { readonly read: CapacityRange; readonly write: CapacityRange } | null;
}

interface CapacityRange {
  readonly min: number;
  readonly max: number;
}

/** Seconds of a period. CloudWatch keeps values of five minutes for 63 days. */
export const CAPACITY_PERIOD = 300;
/** Share of the provisioned capacity that auto scaling aims at, where the stage does not say another. */
const TARGET_UTILISATION = 0.7;
/** A smaller difference is within the error of the estimate. */
const MIN_SAVING_SHARE = 0.2;
/** US dollars a month. */
const MIN_SAVING = 5;
/** Upper bound of auto scaling, as a multiple of the highest use: the next peak is higher than the last. */
const PEAK_RESERVE = 2;

const HOUR_MS = 3_600_000;

/** @param window Unix ms */
export function capacityCost(
  { read, write }: CapacityUse,
  window: { readonly from: number; readonly to: number },
): CapacityCost {
  const hours = Math.max(1, Math.round((window.to - window.from) / HOUR_MS));
  return {
    onDemand: (total(read) / 1e6) * PRICES.readRequests.usd + (total(write) / 1e6) * PRICES.writeRequests.usd,
    autoscaled:
      provisionedHours(read, hours) * PRICES.readCapacity.usd +
      provisionedHours(write, hours) * PRICES.writeCapacity.usd,
  };
}

function total(units: ReadonlyMap<number, number>): number {
  return [...units.values()].reduce((sum, one) => sum + one, 0);
}

/** Unit-hours of a capacity that follows the busiest period of each hour; an unused table has one unit. */
function provisionedHours(units: ReadonlyMap<number, number>, hours: number): number {
  const needed = new Map<number, number>();
  for (const [at, sum] of units) {
    const hour = Math.floor(at / HOUR_MS);
    needed.set(hour, Math.max(needed.get(hour) ?? 1, capacityFor(sum)));
  }
  return [...needed.values()].reduce((sum, one) => sum + one, 0) + Math.max(0, hours - needed.size);
}

/** Capacity units for a use of one period. */
function capacityFor(units: number): number {
  return Math.max(1, Math.ceil(units / CAPACITY_PERIOD / TARGET_UTILISATION));
}

/**
 * Whether the tables of a stage together would cost clearly less in the other mode.
 * @param months length of the period of use
 * @returns null where they would not
 */
export function capacityAdvice(
  mode: CapacityMode,
  uses: readonly CapacityUse[],
  window: { readonly from: number; readonly to: number },
  months: number,
): CapacityAdvice | null {
  const costs = uses.map((use) => capacityCost(use, window));
  const onDemand = costs.reduce((sum, cost) => sum + cost.onDemand, 0) / months;
  const autoscaled = costs.reduce((sum, cost) => sum + cost.autoscaled, 0) / months;
  const [now, other] = mode === "on-demand" ? [onDemand, autoscaled] : [autoscaled, onDemand];
  const savesUsd = now - other;
  if (savesUsd < MIN_SAVING || savesUsd < now * MIN_SAVING_SHARE) return null;
  if (mode === "autoscaled") return { to: "on-demand", savesUsd, bounds: null };
  return { to: "autoscaled", savesUsd, bounds: { read: rangeOf(uses, "read"), write: rangeOf(uses, "write") } };
}

function rangeOf(uses: readonly CapacityUse[], direction: "read" | "write"): CapacityRange {
  const peaks = uses.flatMap((use) => [...use[direction].values()].map(capacityFor));
  return { min: 1, max: Math.max(10, ...peaks.map((peak) => peak * PEAK_RESERVE)) };
}
