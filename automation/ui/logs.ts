import type { LogLineDocument } from "../documents/readings";
import type { LogEvent } from "../aws/monitoring/logEvents";
import { isError, readLine, type Level, type LogLine } from "../logs/line";
import { redact } from "../redaction/redact";
import type { Colors } from "./terminal";

export interface LogView {
  readonly colors: Colors;
  /** Only errors. */
  readonly errorsOnly: boolean;
  /** Also the lines that Lambda writes for each invocation. */
  readonly platform: boolean;
  /** Common prefix of the physical names of all functions. */
  readonly prefix: string;
}

const PAINT: Readonly<Record<Level, (colors: Colors) => (text: string) => string>> = {
  TRACE: (colors) => colors.dim,
  DEBUG: (colors) => colors.dim,
  INFO: () => String,
  WARN: (colors) => colors.yellow,
  ERROR: (colors) => colors.red,
  FATAL: (colors) => colors.red,
};

/** Whether a view includes a line. */
export function isIncluded(line: LogLine, message: string, view: Pick<LogView, "errorsOnly" | "platform">): boolean {
  return view.errorsOnly ? isError(line, message) : view.platform || !line.platform;
}

/** `08:30:22.562 auth-login INFO request status=200`, without secrets. */
export function logLines(events: readonly LogEvent[], view: LogView): readonly string[] {
  return events.flatMap((event) => {
    const line = readLine(event.message, event.stream);
    if (!isIncluded(line, event.message, view)) return [];
    const time = new Date(event.at).toISOString().slice(11, 23);
    const level = PAINT[line.level](view.colors)(line.level);
    return [`${view.colors.dim(time)} ${labelOf(event, line, view.prefix)} ${level} ${redact(line.text)}`];
  });
}

/** Each line as one object: `{"version":1,"time":…,"name":…,"level":…,"text":…}`. */
export function logObjects(events: readonly LogEvent[], view: LogView): readonly LogLineDocument[] {
  return events.flatMap((event) => {
    const line = readLine(event.message, event.stream);
    if (!isIncluded(line, event.message, view)) return [];
    const time = new Date(event.at).toISOString();
    const name = labelOf(event, line, view.prefix);
    return [{ time, name, level: line.level, text: redact(line.text), stream: event.stream }];
  });
}

/** The function without the common prefix; its service where the line does not name the function. */
function labelOf({ group }: LogEvent, line: LogLine, prefix: string): string {
  if (line.function !== null)
    return line.function.startsWith(prefix) ? line.function.slice(prefix.length) : line.function;
  return group.split("/").at(-1) ?? group;
}
