import { z } from "zod";

/** A stage that takes no deployments for a while: `freezes/<stage>.json` in the deployments bucket. */
export const freezeSchema = z.strictObject({
  schema: z.literal(1),
  /** Unix seconds; from then on it counts as none. */
  until: z.int().positive(),
  reason: z.string().min(1),
  /** ARN of who froze it. */
  who: z.string(),
  /** Unix seconds */
  at: z.int().positive(),
});
export type Freeze = z.infer<typeof freezeSchema>;

const DAY = 86_400;
/** Nobody remembers why a stage has been frozen for longer. */
export const LONGEST_FREEZE_DAYS = 60;

/** When a freeze is to end, or why that is no time for it. */
export type Until =
  { readonly kind: "time"; readonly seconds: number } | { readonly kind: "wrong"; readonly why: string };

/** @param text `+8h`, `+3d`, or a time as ISO 8601 has it @param now Unix seconds */
export function parseUntil(text: string, now: number): Until {
  const seconds = spanOf(text, now) ?? timeOf(text);
  if (seconds === null) return { kind: "wrong", why: `"${text}" is no time: write +8h, +3d or 2026-12-27T08:00Z` };
  if (seconds <= now) return { kind: "wrong", why: `${text} is over` };
  if (seconds > now + LONGEST_FREEZE_DAYS * DAY)
    return { kind: "wrong", why: `${text} is more than ${String(LONGEST_FREEZE_DAYS)} days from now` };
  return { kind: "time", seconds };
}

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: DAY };

function spanOf(text: string, now: number): number | null {
  const [, amount, unit] = /^\+(\d{1,4})([mhd])$/.exec(text) ?? [];
  return amount === undefined || unit === undefined ? null : now + Number(amount) * (UNITS[unit] ?? 0);
}

/** Only with a zone: an hour off is how a freeze ends in the middle of a release. */
function timeOf(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}
