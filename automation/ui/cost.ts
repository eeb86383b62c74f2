import type { CostEstimate } from "../../model/cost/costEstimate";
import { cutList } from "../shortList";

const LISTED_TYPES = 4;

/** `Fixed cost: $13.40 a month (+$3.10: 31 MetricAlarm …); use is not included`. Empty without a change. */
export function costLines({ before, after, differences, byUse, unknown }: CostEstimate): readonly string[] {
  if (differences.length === 0 && byUse.length === 0 && unknown.length === 0) return [];
  const change = after - before;
  const parts = differences.map(({ type, usd }) => `${shortType(type)} ${signed(usd)}`);
  return [
    `Fixed cost: about $${after.toFixed(2)} a month${parts.length === 0 ? ", as before" : ` (${signed(change)}: ${cutList(parts, LISTED_TYPES)})`}`,
    ...(byUse.length === 0 ? [] : [`  charged by use, not included: ${cutList(byUse.map(shortType), LISTED_TYPES)}`]),
    ...(unknown.length === 0 ? [] : [`  without a known price: ${cutList(unknown.map(shortType), LISTED_TYPES)}`]),
  ];
}

/** `+$3.10` */
function signed(usd: number): string {
  return `${usd < 0 ? "-" : "+"}$${Math.abs(usd).toFixed(2)}`;
}

/** `aws:cloudwatch/metricAlarm:MetricAlarm` as `MetricAlarm`. */
function shortType(type: string): string {
  return type.split(":").at(-1) ?? type;
}

/** The same as a paragraph of a Markdown comment. */
export function costMarkdown(estimate: CostEstimate): readonly string[] {
  const lines = costLines(estimate).map((line) => line.trim());
  return lines.length === 0 ? [] : [lines.join("; "), ""];
}
