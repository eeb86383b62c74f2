import { streamOwner } from "../aws/monitoring/logStream";
import { stripControlCharacters } from "../redaction/terminalText";
import { failureIn } from "./failures";
import { levelOfRecord, levelOfText, type Level } from "./level";

export { type Level } from "./level";

/** A parsed log line. */
export interface LogLine {
  readonly level: Level;
  /** Whether Lambda itself wrote it: start, end and report of an invocation. */
  readonly platform: boolean;
  /** Not redacted. */
  readonly text: string;
  /** Physical name of the function, where the line or its stream contains it. */
  readonly function: string | null;
}

type Fields = Readonly<Record<string, unknown>>;
type Line = Omit<LogLine, "function"> & { readonly function?: string };

const PLATFORM = /^(START|END|REPORT|INIT_START|INIT_REPORT|RESTORE_START|RESTORE_REPORT|EXTENSION)\b/;

/** Parses a line of any format: Lambda's JSON, a logger's JSON, also nested, logfmt, or plain text. */
export function readLine(message: string, stream: string): LogLine {
  const record = recordOf(message);
  const line = record === null ? plainLine(message) : recordLine(record, 0);
  return { ...line, function: line.function ?? streamOwner(stream).name };
}

/** Whether a line is an error: by its level, or because it shows a failure of the release. */
export function isError({ level, text }: Pick<LogLine, "level" | "text">, message: string): boolean {
  return level === "ERROR" || level === "FATAL" || failureIn(message) !== null || failureIn(text) !== null;
}

function recordOf(text: unknown): Fields | null {
  if (typeof text === "object" && text !== null && !Array.isArray(text)) return text as Fields;
  if (typeof text !== "string" || !/^\s*\{/.test(text)) return null;
  try {
    return recordOf(JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

const REQUEST_ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

function plainLine(message: string): Line {
  const text = stripControlCharacters(message).trimEnd();
  if (PLATFORM.test(text))
    return { level: /\bStatus: (?:timeout|error)\b/.test(text) ? "ERROR" : "INFO", platform: true, text };
  const { level, begin } = levelOfText(text);
  // JSON written by a text logger: Node.js's console, Go's log.
  const record = recordOf(text.slice(begin));
  if (record !== null) {
    const [requestId] = REQUEST_ID.exec(text.slice(0, begin)) ?? [];
    const inner = recordLine(requestId === undefined ? record : { ...record, requestId }, 0);
    return levelOfRecord(record) === null && level !== null ? { ...inner, level } : inner;
  }
  // An error of the runtime itself.
  if (failureIn(text) !== null && (level === null || /^panic: /.test(text)))
    return { level: "ERROR", platform: false, text };
  return { level: level ?? "INFO", platform: false, text };
}

function recordLine(record: Fields, depth: number): Line {
  return platformLine(record) ?? handlerLine(record, depth);
}

/** `{"type":"platform.report","record":{"status":"timeout",…}}`: only a failure is shown. */
function platformLine({ type, record }: Fields): Line | null {
  if (typeof type !== "string" || !type.startsWith("platform.")) return null;
  const { status, errorType, metrics } = (record ?? {}) as {
    readonly status?: unknown;
    readonly errorType?: unknown;
    readonly metrics?: { readonly durationMs?: unknown };
  };
  const isFailure = typeof status === "string" && status !== "success";
  const parts = [type, status, errorType, duration(metrics?.durationMs)].filter((part) => typeof part === "string");
  return { level: isFailure ? "ERROR" : "DEBUG", platform: !isFailure, text: stripControlCharacters(parts.join(" ")) };
}

function duration(milliseconds: unknown): string | undefined {
  return typeof milliseconds === "number" ? `${String(Math.round(milliseconds))} ms` : undefined;
}

/** Fields that contain the message of a record, in order of precedence. */
const MESSAGES = ["msg", "message", "@message", "@m", "event", "short_message", "errorMessage"];
/** Fields that are not shown: CloudWatch has the time. */
const TIMES = ["time", "timestamp", "ts", "@timestamp", "@t"];
/** Of JSON in JSON: a logger's record in Lambda's. */
const MAX_DEPTH = 3;

/** `{"level":"ERROR","msg":"request","status":500}` as `request status=500`. */
function handlerLine(record: Fields, depth: number): Line {
  const stated = levelOfRecord(record);
  const name = MESSAGES.find((one) => record[one] !== undefined && record[one] !== null);
  const inner = name === undefined || depth === MAX_DEPTH ? null : nestedRecord(record[name]);
  const named = record["function"];
  const used = new Set([...TIMES, name, stated?.field, ...(typeof named === "string" ? ["function"] : [])]);
  const fields = Object.entries(record).flatMap(([field, value]) => (used.has(field) ? [] : [fieldText(field, value)]));
  const line = inner === null ? null : recordLine(inner, depth + 1);
  const text = line?.text ?? textOf(name === undefined ? "" : record[name]);
  const innerLevel = inner === null ? null : levelOfRecord(inner);
  const own = typeof named === "string" ? stripControlCharacters(named) : line?.function;
  return {
    level: (innerLevel === null ? stated?.level : line?.level) ?? unstatedLevel(record, text),
    platform: false,
    text: stripControlCharacters([text, ...fields].join(" ")).trim(),
    ...(own === undefined ? {} : { function: own }),
  };
}

/** A logger's record that is the message of Lambda's record. */
function nestedRecord(message: unknown): Fields | null {
  const record = recordOf(message);
  if (record === null) return null;
  return levelOfRecord(record) !== null || MESSAGES.some((name) => typeof record[name] === "string") ? record : null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A runtime's error has a type; a text message may start with its level. */
function unstatedLevel(record: Fields, text: string): Level {
  if (typeof record["errorType"] === "string" || failureIn(text) !== null) return "ERROR";
  return levelOfText(text).level ?? "INFO";
}

/** logfmt: `name=value`, in quotes where it is not one word. */
function fieldText(name: string, value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `${name}=${typeof value === "string" && !/^[^\s"=]*$/.test(text) ? JSON.stringify(text) : text}`;
}
