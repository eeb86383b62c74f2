import type { LogEvent } from "../aws/monitoring/logEvents";
import { isError, readLine, type Level, type LogLine } from "../logs/line";
import { redact } from "../redaction/redact";
import type { Colors } from "./terminal";

export interface LogView {
  readonly colors: Colors;
  /** Only what went wrong. */
  readonly errorsOnly: boolean;
  /** Also what Lambda says of each invocation. */
  readonly platform: boolean;
  /** What all physical names of functions begin with. */
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

/** Whether a view has a line. */
export function isShown(line: LogLine, message: string, view: Pick<LogView, "errorsOnly" | "platform">): boolean {
  return view.errorsOnly ? isError(line, message) : view.platform || !line.platform;
}

/** `08:30:22.562 auth-login INFO request status=200`, without secrets. */
export function logLines(events: readonly LogEvent[], view: LogView): readonly string[] {
  return events.flatMap((event) => {
    const line = readLine(event.message, event.stream);
    if (!isShown(line, event.message, view)) return [];
    const time = new Date(event.at).toISOString().slice(11, 23);
    const level = PAINT[line.level](view.colors)(line.level);
    return [`${view.colors.dim(time)} ${nameOf(event, line, view.prefix)} ${level} ${redact(line.text)}`];
  });
}

/** Each line as one object: `{"version":1,"time":…,"name":…,"level":…,"text":…}`. */
export function logObjects(events: readonly LogEvent[], view: LogView): readonly object[] {
  return events.flatMap((event) => {
    const line = readLine(event.message, event.stream);
    if (!isShown(line, event.message, view)) return [];
    const time = new Date(event.at).toISOString();
    const name = nameOf(event, line, view.prefix);
    return [{ time, name, level: line.level, text: redact(line.text), stream: event.stream }];
  });
}

/** The function without what all have in common; its service where nothing says which it is. */
function nameOf({ group }: LogEvent, line: LogLine, prefix: string): string {
  if (line.function !== null)
    return line.function.startsWith(prefix) ? line.function.slice(prefix.length) : line.function;
  return group.split("/").at(-1) ?? group;
}
