import { PRICES } from "../cost/prices";

/** What AWS says about a table before it is read. */
export interface TableFacts {
  /** Name in the catalog. */
  readonly name: string;
  /** Physical name. */
  readonly table: string;
  readonly keys: readonly { readonly name: string; readonly type: "S" | "N" | "B" }[];
  /** As of up to six hours ago. */
  readonly items: number;
  readonly bytes: number;
  readonly capacity: { readonly kind: "on-demand" } | { readonly kind: "provisioned"; readonly readUnits: number };
}

/** Bytes that a consistent read of one unit returns. */
const BYTES_PER_UNIT = 4_096;
/** Of a page of Scan. */
const PAGE_BYTES = 1024 * 1024;
const SEGMENT_BYTES = 256 * 1024 * 1024;
const MAX_SEGMENTS = 16;
/** On-demand tables allow 12,000 reads per second from the start. */
const ON_DEMAND_UNITS = 2_000;
/** Of a table with a capacity: the rest is left to the functions. */
const CAPACITY_SHARE = 0.25;

/** How a table is read. */
export interface ExportPlan {
  readonly facts: TableFacts;
  /** Parts that are read in parallel. */
  readonly segments: number;
  readonly unitsPerSecond: number;
  /** Largest number of items in a page: a page of a table with little capacity must not use all of it. */
  readonly pageItems: number | null;
  /** About: read units that it costs. */
  readonly units: number;
}

/** @param unitsPerSecond for each table; null: 2,000, or a quarter of its capacity */
export function exportPlan(facts: TableFacts, unitsPerSecond: number | null): ExportPlan {
  const { capacity, bytes, items } = facts;
  const allowed =
    unitsPerSecond ??
    (capacity.kind === "on-demand" ? ON_DEMAND_UNITS : Math.max(1, Math.floor(capacity.readUnits * CAPACITY_SHARE)));
  const itemBytes = items === 0 ? BYTES_PER_UNIT : Math.max(1, bytes / items);
  const isSlow = allowed * BYTES_PER_UNIT < PAGE_BYTES;
  return {
    facts,
    segments: Math.min(MAX_SEGMENTS, 1 + Math.floor(bytes / SEGMENT_BYTES)),
    unitsPerSecond: allowed,
    pageItems: isSlow ? Math.max(1, Math.floor((allowed * BYTES_PER_UNIT) / itemBytes)) : null,
    units: Math.ceil(bytes / BYTES_PER_UNIT),
  };
}

/** About: what reading the tables costs, and how long the slowest takes. */
export function exportEstimate(plans: readonly ExportPlan[]): {
  readonly items: number;
  readonly bytes: number;
  readonly units: number;
  readonly usd: number;
  readonly seconds: number;
} {
  const sum = (of: (plan: ExportPlan) => number): number => plans.reduce((total, plan) => total + of(plan), 0);
  const units = sum((plan) => plan.units);
  return {
    items: sum(({ facts }) => facts.items),
    bytes: sum(({ facts }) => facts.bytes),
    units,
    usd: (units * PRICES.readRequests.usd) / 1_000_000,
    seconds: Math.ceil(Math.max(0, ...plans.map((plan) => plan.units / plan.unitsPerSecond))),
  };
}
