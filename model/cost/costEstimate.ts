import type { PlannedResource } from "../review/plannedResource";
import { resourceCost } from "./fixedCost";

/** What a stage costs each month without being used, before and after a change. */
export interface CostEstimate {
  /** US dollars */
  readonly before: number;
  readonly after: number;
  /** Differences by type, the largest first; types without a difference are left out. */
  readonly differences: readonly { readonly type: string; readonly usd: number }[];
  /** Types that are new or gone, and are charged by use: not in the sums. */
  readonly byUse: readonly string[];
  /** Types that this program has no price for: not in the sums. */
  readonly unknown: readonly string[];
}

export function costEstimate(before: readonly PlannedResource[], after: readonly PlannedResource[]): CostEstimate {
  const [old, next] = [costByType(before), costByType(after)];
  const types = [...new Set([...old.keys(), ...next.keys()])];
  const differences = types
    .map((type) => ({ type, usd: (next.get(type) ?? 0) - (old.get(type) ?? 0) }))
    .filter(({ usd }) => Math.abs(usd) >= 0.005)
    .sort((a, b) => Math.abs(b.usd) - Math.abs(a.usd));
  const changed = changedResources(before, after);
  return {
    before: sum(old),
    after: sum(next),
    differences,
    byUse: typesOfKind(changed, "usage"),
    unknown: typesOfKind(after, "unknown"),
  };
}

function costByType(resources: readonly PlannedResource[]): ReadonlyMap<string, number> {
  const costs = new Map<string, number>();
  for (const resource of resources) {
    const cost = resourceCost(resource);
    if (cost.kind === "fixed") costs.set(resource.type, (costs.get(resource.type) ?? 0) + cost.usd);
  }
  return costs;
}

function sum(costs: ReadonlyMap<string, number>): number {
  return [...costs.values()].reduce((total, usd) => total + usd, 0);
}

/** Resources that are on one side only. */
function changedResources(
  before: readonly PlannedResource[],
  after: readonly PlannedResource[],
): readonly PlannedResource[] {
  const [old, next] = [before, after].map((resources) => new Set(resources.map(({ urn }) => urn)));
  return [...before.filter(({ urn }) => next?.has(urn) !== true), ...after.filter(({ urn }) => old?.has(urn) !== true)];
}

function typesOfKind(resources: readonly PlannedResource[], kind: "usage" | "unknown"): readonly string[] {
  return [...new Set(resources.filter((one) => resourceCost(one).kind === kind).map(({ type }) => type))].sort();
}
