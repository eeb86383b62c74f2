import { DeployError } from "../../model/errors";

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `10m`, `2h`, `1d` ago, or a time such as 2026-11-24T08:00Z. @returns Unix ms @throws DeployError USAGE */
export function sinceTime(text: string, now: number): number {
  const [, amount, unit] = /^(\d{1,5})([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * UNITS[unit as keyof typeof UNITS];
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time) && time <= now) return time;
  throw new DeployError("USAGE", `"${text}" is no time in the past.`, "Write 10m, 2h, 1d or 2026-11-24T08:00Z.");
}
