import {
  errorRate,
  isFailure,
  withoutCompletedStarts,
  type AnalysisEvent,
  type ClosingEvent,
  type DeploymentEvent,
  type VersionTotals,
} from "../../model/release/event";
import { phaseNumber, type PhaseId } from "../../model/phases";
import { count, duration } from "./duration";
import type { Colors } from "./terminal";

/** How to print the events of a deployment. */
export interface EventView {
  /** Columns; names are truncated to fit. Infinity: no limit. */
  readonly width: number;
  readonly colors: Colors;
  /** Only errors. */
  readonly failedOnly: boolean;
}

/** Columns of time, phase and operation, with the spaces around them and the name. */
const FIXED_COLUMNS = 37;
/** Columns of the longest duration. */
const DURATION_COLUMNS = 11;
/** Columns of a name on a wide terminal. */
const MAX_NAME_COLUMNS = 60;

/** Events as lines, in order: time in UTC, phase, operation, resource, duration or error. */
export function eventLines(events: readonly DeploymentEvent[], view: EventView): readonly string[] {
  return withoutCompletedStarts(events)
    .filter((event) => !view.failedOnly || isFailure(event))
    .flatMap((event) => linesOf(event, view));
}

function linesOf(event: DeploymentEvent, view: EventView): readonly string[] {
  const { colors } = view;
  switch (event.kind) {
    case "started": {
      const commit = event.commit === null ? "" : `, commit ${event.commit.slice(0, 8)}`;
      return [truncate(`${timeOf(event.at)}  started by ${event.who}${commit}`, view.width)];
    }
    case "step":
      return [`${timeOf(event.at)}  ${colors.bold(event.step)}`];
    case "phase": {
      const what = `${count(event.resources, "resource")} and the gate`;
      return [colors.green(row(event, "done", what, duration(event.ms), view.width))];
    }
    case "traffic":
      return [trafficLine(event, view)];
    case "analysis":
      return analysisLines(event, view);
    case "resource": {
      const took = event.ms === null ? "" : duration(event.ms);
      const failed = event.state === "failed";
      const end = event.state === "began" ? "…" : failed ? `failed ${took}`.trimEnd() : took;
      const line = row(event, event.operation, `${event.name} ${shortType(event.type)}`, end, view.width);
      return [failed ? colors.red(line) : line];
    }
    case "diagnostic": {
      const { severity, resource } = event;
      const what = resource === null ? "" : `${resource.name} ${shortType(resource.type)}`;
      const line = row({ at: event.at, phase: resource?.phase ?? null }, severity, what, "", view.width);
      return [colors[severity === "error" ? "red" : "yellow"](line), ...messageLines(event.message, view.width)];
    }
    case "succeeded":
    case "failed":
    case "rolled-back":
    case "cancelled":
      return closingLines(event, view);
  }
}

function trafficLine(
  { at, percent, functions }: Extract<DeploymentEvent, { readonly kind: "traffic" }>,
  { colors }: EventView,
): string {
  const of = `of ${count(functions, "function")}`;
  if (percent === 0) return colors.red(`${timeOf(at)}  traffic: 100 % on the old versions ${of}`);
  return `${timeOf(at)}  traffic: ${String(percent)} % on the new versions ${of}`;
}

function analysisLines(event: AnalysisEvent, { colors, width }: EventView): readonly string[] {
  const { at, verdict, current, baseline, breaches } = event;
  const line = `${timeOf(at)}  analysis: ${verdict}; new versions ${ratesText(current)}, old versions ${ratesText(baseline)}`;
  const paint = verdict === "breached" ? colors.red : verdict === "healthy" ? colors.green : String;
  return [paint(truncate(line, width)), ...breaches.flatMap((breach) => messageLines(breach, width))];
}

/** `0.5 % errors of 1,200` */
function ratesText(totals: VersionTotals): string {
  const rate = errorRate(totals);
  return rate === null ? "without traffic" : `${rate.toFixed(1)} % errors of ${String(totals.invocations)}`;
}

function closingLines(event: ClosingEvent, { width, colors }: EventView): readonly string[] {
  const time = timeOf(event.at);
  if (event.kind === "succeeded") return [colors.green(`${time}  succeeded in ${duration(event.ms)}`)];
  const outcome = event.kind === "rolled-back" ? "failed, rolled back" : event.kind;
  return [
    colors.red(`${time}  ${outcome} after ${duration(event.ms)}: ${event.code}`),
    ...messageLines(event.message, width),
  ];
}

/** `02:49:50  2 core          create   queue-extra sqs.Queue            1.2 s` */
function row(
  { at, phase }: { readonly at: number; readonly phase: PhaseId | null },
  operation: string,
  what: string,
  end: string,
  width: number,
): string {
  const room = Math.max(8, Math.min(MAX_NAME_COLUMNS, width - FIXED_COLUMNS - Math.max(DURATION_COLUMNS, end.length)));
  const where = phase === null ? "" : `${String(phaseNumber(phase))} ${phase}`;
  return `${timeOf(at)}  ${where.padEnd(14)}  ${operation.padEnd(7)}  ${truncate(what, room).padEnd(room)}  ${end}`.trimEnd();
}

function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

/** `aws:sqs/queue:Queue` as `sqs.Queue`. */
function shortType(type: string): string {
  const [, module = "", name = ""] = type.split(":");
  return `${module.split("/")[0] ?? ""}.${name}`;
}

function truncate(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

const INDENT = "    ";

/** The lines of a message, split between words, or within a word that is longer than a line. */
function messageLines(message: string, width: number): readonly string[] {
  const room = Math.max(20, width - INDENT.length);
  // Control characters in the message of another program must not reach the terminal.
  const plain = message.replace(/[^\S\n]+|(?!\n)\p{Cc}/gu, " ");
  return plain.split("\n").flatMap((line) => splitLine(line.trim(), room).map((part) => `${INDENT}${part}`));
}

function splitLine(line: string, room: number): readonly string[] {
  if (line === "") return [];
  if (line.length <= room) return [line];
  const space = line.lastIndexOf(" ", room);
  const at = space > room / 2 ? space : room;
  return [line.slice(0, at), ...splitLine(line.slice(at).trimStart(), room)];
}
