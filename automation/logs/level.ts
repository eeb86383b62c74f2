const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
export type Level = (typeof LEVELS)[number];

/** Names of levels of loggers, in lower case. */
const NAMES: Readonly<Record<string, Level>> = {
  ...{ trace: "TRACE", trc: "TRACE", verbose: "DEBUG", silly: "TRACE", fine: "DEBUG", finest: "TRACE" },
  ...{ debug: "DEBUG", dbg: "DEBUG" },
  ...{ info: "INFO", inf: "INFO", information: "INFO", informational: "INFO", notice: "INFO", default: "INFO" },
  ...{ warn: "WARN", wrn: "WARN", warning: "WARN" },
  ...{ error: "ERROR", err: "ERROR", severe: "ERROR", failure: "ERROR" },
  ...{ fatal: "FATAL", ftl: "FATAL", critical: "FATAL", crit: "FATAL", panic: "FATAL", pnc: "FATAL", dpanic: "FATAL" },
  ...{ alert: "FATAL", emerg: "FATAL", emergency: "FATAL" },
};

/** Fields that contain a level, in lower case and without `_`, `.` and `@`, in order of precedence. */
const FIELDS = ["level", "severity", "lvl", "loglevel", "levelname", "severitytext", "l", "levelno", "severitynumber"];

/** The level of a JSON record, and the name of its field. */
export interface StatedLevel {
  readonly level: Level;
  readonly field: string;
}

/** @returns null where the record has no level, or an unknown one */
export function levelOfRecord(record: Readonly<Record<string, unknown>>): StatedLevel | null {
  const byName = new Map(Object.keys(record).map((name) => [plainName(name), name]));
  for (const name of FIELDS) {
    const field = byName.get(name);
    // A field of one letter is Serilog's `@l` only.
    if (field === undefined || (name === "l" && field !== "@l")) continue;
    const level = levelOfValue(record[field], name);
    if (level !== null) return { level, field };
  }
  // The Elastic Common Schema nests it: {"log":{"level":"error"}}
  const { log } = record;
  const nested = typeof log === "object" && log !== null ? levelOfName((log as { level?: unknown }).level) : null;
  return nested === null ? null : { level: nested, field: "" };
}

function plainName(name: string): string {
  return name.replace(/[_.@-]/g, "").toLowerCase();
}

function levelOfValue(value: unknown, field: string): Level | null {
  const number =
    typeof value === "number" ? value : typeof value === "string" && /^\d{1,2}$/.test(value) ? +value : null;
  if (number === null) return levelOfName(value);
  if (field === "levelno") return PYTHON[Math.floor(number / 10)] ?? null;
  if (field === "severitynumber") return OPEN_TELEMETRY[Math.floor((number - 1) / 4)] ?? null;
  // Pino and Bunyan count in tens; smaller numbers are syslog's, where the smallest is the most severe.
  return number >= 10 ? (LEVELS[Math.min(Math.floor(number / 10), 6) - 1] ?? null) : (SYSLOG[number] ?? null);
}

/** By `levelno / 10`. */
const PYTHON: readonly Level[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
/** By `(severityNumber - 1) / 4`. */
const OPEN_TELEMETRY: readonly Level[] = LEVELS;
const SYSLOG: readonly Level[] = ["FATAL", "FATAL", "FATAL", "ERROR", "WARN", "INFO", "INFO", "DEBUG"];

/** `ERROR`, `warning`, slog's `ERROR+2`. */
function levelOfName(value: unknown): Level | null {
  if (typeof value !== "string") return null;
  const [, name = ""] = /^\[?([A-Za-z]+)(?:[+-]\d+)?\]?$/.exec(value.trim()) ?? [];
  return Object.hasOwn(NAMES, name.toLowerCase()) ? (NAMES[name.toLowerCase()] ?? null) : null;
}

/** The level of a plain text line, and where its message starts. */
export interface PlainLevel {
  readonly level: Level | null;
  /** Index after times, ids and the level. */
  readonly begin: number;
}

const SPACE = /[\s|]+/y;
/** What may precede a level: a time, an id, `undefined` as Node.js writes it at start, a source location, a dash. */
const BEFORE = [
  /\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?(?=[\s|:]|$):?/y,
  /\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?(?:[AP]M)?Z?(?=[\s|]|$)/y,
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=\s|$)/iy,
  /undefined(?=\t)/y,
  /[\w./-]+\.go:\d+:?(?=\s)/y,
  /-(?=\s)/y,
];
/** glog and klog: `E0102 15:04:05.000000       1 file.go:10] text`. */
const GLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ [\w.-]+:\d+\] /;
const GLOG_LEVELS: Readonly<Record<string, Level>> = { I: "INFO", W: "WARN", E: "ERROR", F: "FATAL" };
/** Python's usual form: `2026-11-24 08:30:22,562 - name - ERROR - text`. */
const PYTHON_FORM = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - [\w.]+ - ([A-Z]+) - /;
/** In brackets in any case, alone in capitals, or before a colon in any case. */
const WORDS = [/\[([A-Za-z]{3,9})\]:?/y, /([A-Z]{3,9})(?=[\s|:([-]|$):?/y, /([A-Za-z]{3,9}):(?=\s|$)/y];
/** logfmt: `level=error msg="…"`, without a word before it. */
const LOGFMT =
  /^(?:[\w.@-]+=(?:"(?:[^"\\]|\\.)*"|[^"\s]\S*|)\s+)*?@?(?:log[._-]?)?(?:level|lvl|severity|levelname)="?([A-Za-z]+(?:[+-]\d+)?|\d{1,2})"?(?=\s|$)/i;
/** Error messages of loggers without levels: `Error getting user: …`, `Failed to …`. */
const BY_WORDS = /^(?:Error|ERROR|error)\b|^(?:[Ff]ailed|[Uu]nable) to |^(?:[Cc]ould not|[Cc]annot) /;

/** Parses what precedes the message of a plain text line. */
export function levelOfText(text: string): PlainLevel {
  const [glog, letter = ""] = GLOG.exec(text) ?? [];
  if (glog !== undefined) return { level: GLOG_LEVELS[letter] ?? null, begin: glog.length };
  const [python, name] = PYTHON_FORM.exec(text) ?? [];
  if (python !== undefined) return { level: levelOfName(name), begin: python.length };
  let begin = skipPrefix(text, 0);
  let level: Level | null = null;
  for (const form of WORDS) {
    form.lastIndex = begin;
    const [whole = "", word] = form.exec(text) ?? [];
    level = levelOfName(word);
    if (level === null) continue;
    // Python's Lambda logger writes time and id after the level, zap the source location.
    begin = skipPrefix(text, begin + whole.length);
    return { level, begin };
  }
  const rest = text.slice(begin, begin + MAX_PREFIX);
  const [, stated] = LOGFMT.exec(rest) ?? [];
  level = stated === undefined ? null : levelOfValue(stated, "level");
  return { level: level ?? (BY_WORDS.test(rest) ? "ERROR" : null), begin };
}

/** characters */
const MAX_PREFIX = 2_000;
const MAX_PARTS = 6;
/** `[main]`, `[req-7]`, `[2026-11-24 08:30:22]`, unless it is a level. */
const BRACKETS = /\[([\w .:/-]{1,64})\]/y;

function skipPrefix(text: string, from: number): number {
  let begin = from;
  for (let parts = 0; parts < MAX_PARTS; parts += 1) {
    begin += matchLength(SPACE, text, begin);
    const at = begin;
    const length = BEFORE.reduce(
      (found, form) => (found > 0 ? found : matchLength(form, text, at)),
      bracketLength(text, at),
    );
    if (length === 0) return begin;
    begin += length;
  }
  return begin;
}

function bracketLength(text: string, begin: number): number {
  BRACKETS.lastIndex = begin;
  const [whole = "", inner] = BRACKETS.exec(text) ?? [];
  return levelOfName(inner) === null ? whole.length : 0;
}

function matchLength(form: RegExp, text: string, begin: number): number {
  form.lastIndex = begin;
  return form.exec(text)?.[0].length ?? 0;
}
