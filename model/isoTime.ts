/** Seconds since 1970 as a date and time in UTC: `2026-11-24T08:00:00Z`. */
export function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
