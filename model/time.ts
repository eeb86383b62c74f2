import { DeployError } from "./errors";

/** How a duration is read: `2h` means two hours ago (`past`) or in two hours (`future`). */
export type Direction = "past" | "future";

export interface TimeContext {
  /** The option, for error messages: `--since`. */
  readonly option: string;
  readonly direction: Direction;
  /** Unix ms */
  readonly now: number;
}

const EXAMPLES: Readonly<Record<Direction, string>> = {
  past: "2h, 3d, yesterday 18:00, 2026-11-24T08:00Z, Unix seconds or a release id",
  future: "8h, 3d, tomorrow 18:00, 2026-12-27T08:00Z or Unix seconds",
};

/** Accepted forms, for the help of an option. */
export function timeForms(direction: Direction): string {
  return EXAMPLES[direction];
}

/**
 * Parses a time: `90s`, `10m`, `2h`, `3d`, `1w` (future with `+` or `in`, past with `ago`), Unix seconds (such as a release
 * id), ISO 8601, `18:00`, `yesterday 18:00`, `today 18:00`, `tomorrow 18:00`. Without a zone (`Z`, `UTC`, `+01:00`) it is
 * local time.
 * @returns Unix ms
 * @throws DeployError USAGE if the text is not a time, is on the wrong side of now, or is ambiguous: a change of clocks
 *   skips or repeats it, or a date without time
 */
export function parseTime(text: string, question: TimeContext): number {
  const trimmed = text.trim();
  const time = spanTime(trimmed, question) ?? unixTime(trimmed) ?? calendarTime(trimmed, question);
  if (time === null) throw timeError(text, "is not a time", question);
  if (question.direction === "past" && time > question.now) throw timeError(text, "is in the future", question);
  if (question.direction === "future" && time <= question.now) throw timeError(text, "is in the past", question);
  return time;
}

function timeError(text: string, problem: string, { option, direction }: TimeContext): DeployError {
  return new DeployError("USAGE", `${option}: "${text}" ${problem}.`, `Write ${EXAMPLES[direction]}.`);
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const SPAN = /^(\+|in )?(\d{1,5}) ?([smhdw])( ago)?$/;

function spanTime(text: string, { direction, now }: TimeContext): number | null {
  const [, ahead, amount, unit, ago] = SPAN.exec(text) ?? [];
  if (amount === undefined || (ahead !== undefined && ago !== undefined)) return null;
  const milliseconds = Number(amount) * UNITS[unit as keyof typeof UNITS];
  const isPast = ahead === undefined && (ago !== undefined || direction === "past");
  return isPast ? now - milliseconds : now + milliseconds;
}

/** Seconds from 1973 to 5138: other numbers are milliseconds, years or mistakes. */
function unixTime(text: string): number | null {
  return /^[1-9]\d{8,10}$/.test(text) ? Number(text) * 1_000 : null;
}

const DAYS = { yesterday: -1, today: 0, tomorrow: 1 } as const;
const CALENDAR =
  /^(?:(yesterday|today|tomorrow)|(\d{4})-(\d{2})-(\d{2}))?(?:[T ]?(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?(?: ?(Z|UTC|[+-]\d{2}:\d{2}))?$/;

/** Year, month (1 to 12), day, hours, minutes, seconds. */
type Fields = readonly [number, number, number, number, number, number];

function calendarTime(text: string, question: TimeContext): number | null {
  const [, word, year, month, day, hours, minutes, seconds = "0", zone] = CALENDAR.exec(text) ?? [];
  const isDate = word !== undefined || year !== undefined;
  if (hours === undefined && !isDate) return null;
  if (hours === undefined && (word !== undefined || question.direction === "future"))
    throw timeError(text, "has no time of day", question);
  const offset = zone === undefined ? null : offsetOf(zone);
  const date =
    year === undefined
      ? dateOf(question.now, offset, DAYS[(word ?? "today") as keyof typeof DAYS])
      : ([Number(year), Number(month), Number(day)] as const);
  const fields: Fields = [...date, Number(hours ?? 0), Number(minutes ?? 0), Number(seconds)];
  if (!isReal(fields)) return null;
  if (offset !== null) return utcOf(fields) - offset;
  return resolvedTime(text, fields, question);
}

/** ms east of UTC */
function offsetOf(zone: string): number {
  const [, sign = "+", hours = "0", minutes = "0"] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * UNITS.h + Number(minutes) * UNITS.m);
}

/** The date a number of days after today. @param offset of the zone in ms; null: local */
function dateOf(now: number, offset: number | null, days: number): readonly [number, number, number] {
  const [year, month, day] = offset === null ? localFields(now) : utcFields(now + offset);
  const [y, m, d] = utcFields(Date.UTC(year, month - 1, day + days));
  return [y, m, d];
}

function utcOf([year, month, day, hours, minutes, seconds]: Fields): number {
  return Date.UTC(year, month - 1, day, hours, minutes, seconds);
}

function isReal(fields: Fields): boolean {
  return sameFields(utcFields(utcOf(fields)), fields);
}

/** Tries the offsets before and after a change of clocks: neither fits a skipped time, both fit a repeated one. */
function resolvedTime(text: string, fields: Fields, question: TimeContext): number {
  const asUtc = utcOf(fields);
  const offsets = [asUtc - UNITS.d, asUtc + UNITS.d].map((at) => utcOf(localFields(at)) - at);
  const times = [...new Set(offsets.map((offset) => asUtc - offset))].filter((at) =>
    sameFields(localFields(at), fields),
  );
  const [first, second] = times;
  if (first === undefined) throw timeError(text, "does not exist: the local clock skips it", question);
  if (second !== undefined)
    throw timeError(text, "happens twice: the local clock is set back; add a zone, such as Z", question);
  return first;
}

function utcFields(at: number): Fields {
  const date = new Date(at);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
}

function localFields(at: number): Fields {
  const date = new Date(at);
  return [
    date.getFullYear(),
    date.getMonth() + 1,
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
    date.getSeconds(),
  ];
}

function sameFields(one: Fields, other: Fields): boolean {
  return one.every((value, index) => value === other[index]);
}

/** Local time and UTC: `2026-11-28 09:00 (08:00Z)`; with the UTC date if it differs: `2026-11-28 00:30 (2026-11-27 23:30Z)`. */
export function clockTime(at: number): string {
  const [local, utc] = [localTime(at), utcTime(at)];
  if (local === utc) return `${utc}Z`;
  return local.slice(0, 10) === utc.slice(0, 10) ? `${local} (${utc.slice(11)}Z)` : `${local} (${utc}Z)`;
}

/** `2026-11-28 09:00` in local time. @param at Unix ms */
export function localTime(at: number): string {
  return textOf(localFields(at));
}

/** `2026-11-28 08:00` @param at Unix ms */
export function utcTime(at: number): string {
  return textOf(utcFields(at));
}

function textOf([year, month, day, hours, minutes]: Fields): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${String(year)}-${two(month)}-${two(day)} ${two(hours)}:${two(minutes)}`;
}

const INTERVAL_UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Parses `30s`, `5m` or `1h`.
 * @returns ms
 * @throws DeployError USAGE, also below the shortest interval
 */
export function parseInterval(text: string, option: string, shortest: number): number {
  const [, number, unit = ""] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  const interval = Number(number) * (INTERVAL_UNITS[unit] ?? NaN);
  if (interval >= shortest) return interval;
  throw new DeployError(
    "USAGE",
    `${option} is "${text}". Nothing was done.`,
    `Write an interval of at least ${String(shortest / 1_000)} s: 30s, 5m or 1h.`,
  );
}
