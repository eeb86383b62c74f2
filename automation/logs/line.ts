import { stripVTControlCharacters } from "node:util";
import { ownerOf } from "../aws/logStream";

export const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
export type Level = (typeof LEVELS)[number];

/** A line as it is read. */
export interface LogLine {
  readonly level: Level;
  /** What Lambda itself says of an invocation: where it starts, ends, what it took. */
  readonly platform: boolean;
  readonly text: string;
  /** The function, where the line or its stream says so: its physical name. */
  readonly function: string | null;
}

/** How Lambda and Go say that a function ended badly. */
const BAD = /^panic: |^fatal error: |Task timed out|Runtime\.ExitError|Runtime\.Unhandled|signal: killed/;
const PLATFORM = /^(START|END|REPORT|INIT_START|EXTENSION)\b/;

/** Reads a line, whatever it is: Lambda's JSON, the handlers' JSON, or plain text. Nothing that moves a terminal is left. */
export function readLine(message: string, stream: string): LogLine {
  const record = recordOf(message);
  const line = record === null ? plainLine(message) : (platformLine(record) ?? handlerLine(record));
  return { ...line, function: line.function ?? ownerOf(stream).name };
}

/** Control characters and what moves a terminal are not for a terminal: what a function logs may come from anybody. */
export function harmless(text: string): string {
  return stripVTControlCharacters(text).replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    "",
  );
}

function recordOf(message: string): Readonly<Record<string, unknown>> | null {
  if (!message.startsWith("{")) return null;
  try {
    const value = JSON.parse(message) as unknown;
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function plainLine(message: string): LogLine {
  const text = harmless(message).trimEnd();
  const platform = PLATFORM.test(text);
  return {
    level: BAD.test(text) || text.includes("Task timed out") ? "ERROR" : "INFO",
    platform,
    text,
    function: null,
  };
}

/** `{"type":"platform.report","record":{"status":"timeout",…}}`: only an end that is not a success is worth a word. */
function platformLine({ type, record }: Readonly<Record<string, unknown>>): LogLine | null {
  if (typeof type !== "string" || !type.startsWith("platform.")) return null;
  const { status, errorType, metrics } = (record ?? {}) as {
    readonly status?: unknown;
    readonly errorType?: unknown;
    readonly metrics?: { readonly durationMs?: unknown };
  };
  const bad = typeof status === "string" && status !== "success";
  const parts = [type, status, errorType, duration(metrics?.durationMs)].filter((part) => typeof part === "string");
  return { level: bad ? "ERROR" : "DEBUG", platform: !bad, text: harmless(parts.join(" ")), function: null };
}

function duration(milliseconds: unknown): string | undefined {
  return typeof milliseconds === "number" ? `${String(Math.round(milliseconds))} ms` : undefined;
}

/** Fields that stand elsewhere in the line, or say nothing to a reader. */
const SHOWN_ELSEWHERE = ["time", "timestamp", "level", "msg", "message", "function"];

/** `{"level":"ERROR","msg":"request","status":500}` as `request status=500`. */
function handlerLine(record: Readonly<Record<string, unknown>>): LogLine {
  const words = record["msg"] ?? record["message"] ?? "";
  const fields = Object.entries(record)
    .filter(([name]) => !SHOWN_ELSEWHERE.includes(name))
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const text = harmless([typeof words === "string" ? words : JSON.stringify(words), ...fields].join(" ")).trim();
  const level = LEVELS.find((one) => one === String(record["level"]).toUpperCase()) ?? "INFO";
  const named = record["function"];
  return { level, platform: false, text, function: typeof named === "string" ? harmless(named) : null };
}
