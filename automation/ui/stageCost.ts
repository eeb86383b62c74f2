import type { CapacityAdvice } from "../../model/cost/capacityAdvice";
import { MIN_INVOCATIONS, type FunctionAdvice } from "../../model/cost/functionAdvice";
import { PRICE_DATE } from "../../model/cost/prices";
import { NOT_INCLUDED, type CostPart, type StageCost } from "../../model/cost/stageCost";
import { sizeText } from "./prune";
import { tableLines } from "./table";

const TITLES: Readonly<Record<CostPart["part"], string>> = {
  fixed: "fixed",
  functions: "functions",
  tables: "tables",
  api: "API requests",
  logs: "logs",
};

export interface CostContext {
  /** Length of the period. */
  readonly days: number;
  /** Start of the stage's function names, which lines leave out. */
  readonly prefix: string;
  readonly isRehearsal: boolean;
}

/** The monthly cost of a stage by part, and what would lower it. */
export function stageCostLines(
  stage: string,
  { parts, functions, capacity }: StageCost,
  { days, prefix, isRehearsal }: CostContext,
): readonly string[] {
  const total = parts.reduce((sum, { usd }) => sum + usd, 0);
  const rows = parts.map(({ part, usd, used }) => [TITLES[part], `$${usd.toFixed(2)}`, usedText(part, used)]);
  const advice = [...functions.map((one) => functionLine(one, prefix)), ...capacityLines(capacity)];
  return [
    `${stage} costs about $${total.toFixed(2)} a month, with the use of the last ${daysText(days)}:`,
    ...tableLines(["part", "per month", "in this time"], rows),
    `Not included: ${NOT_INCLUDED.join(", ")}. Prices of ${PRICE_DATE}, without free tiers and discounts.`,
    ...(isRehearsal ? ["The emulator does not measure use: only the fixed part is an estimate."] : []),
    "",
    ...(advice.length === 0
      ? [`No advice. Functions with less than ${String(MIN_INVOCATIONS)} invocations in this time are not judged.`]
      : advice),
  ];
}

/** `7 days`, `6 hours` */
function daysText(days: number): string {
  return days >= 1 ? `${String(Math.round(days))} days` : `${String(Math.max(1, Math.round(days * 24)))} hours`;
}

function usedText(part: CostPart["part"], used: number | null): string {
  if (used === null) return "";
  const number = Math.round(used).toLocaleString("en-US");
  switch (part) {
    case "functions":
      return `${number} invocations`;
    case "tables":
      return `${number} units`;
    case "api":
      return `${number} requests`;
    case "logs":
      return sizeText(Math.round(used));
    case "fixed":
      return "";
  }
}

function functionLine(advice: FunctionAdvice, prefix: string): string {
  const name = advice.name.startsWith(prefix) ? advice.name.slice(prefix.length) : advice.name;
  switch (advice.kind) {
    case "raise-memory":
      return `${name}: ${advice.reason}; give it ${String(advice.to)} MB, before Lambda ends it`;
    case "lower-memory":
      return `${name}: ${advice.reason}; ${String(advice.to)} MB saves up to ${usdText(advice.savesUsd)}, with less CPU`;
    case "use-arm64":
      return `${name}: ${advice.reason}; arm64 saves about ${usdText(advice.savesUsd)}`;
    case "near-timeout":
      return `${name}: ${advice.reason}; give it more time or memory`;
  }
}

function capacityLines(advice: CapacityAdvice | null): readonly string[] {
  if (advice === null) return [];
  const { to, savesUsd, bounds } = advice;
  const key = `listbackup:data.capacity`;
  if (bounds === null) return [`tables: \`${key}\` as ${to} saves about ${usdText(savesUsd)}`];
  const { read, write } = bounds;
  return [
    `tables: \`${key}\` as ${to} saves about ${usdText(savesUsd)}; read ${String(read.min)} to ${String(read.max)}, write ${String(write.min)} to ${String(write.max)}`,
  ];
}

function usdText(usd: number): string {
  return `$${usd.toFixed(2)} a month`;
}
