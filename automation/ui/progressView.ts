import type { EngineEvent } from "@pulumi/pulumi/automation";
import { phaseNumber } from "../../model/phases";
import { isFailure, truncateMessage, type DeploymentEvent } from "../../model/release/event";
import type { PhaseTime } from "../../model/release/phaseTime";
import { EngineEventTranslator } from "../engine/run/engineEventTranslator";
import { duration } from "./duration";
import { advance, currentResource, initialProgress, type PhaseProgress, type Planned, type Progress } from "./progress";
import type { Colors, Terminal } from "./terminal";
import { timeLeft, timeLeftText } from "./timeLeft";

/** Shows the progress of an engine run by phase, until it is closed. */
export interface ProgressView {
  event(event: EngineEvent): void;
  close(): void;
}

const REDRAW_INTERVAL_MS = 120;
const HEARTBEAT_INTERVAL_MS = 30_000;

interface ProgressOptions {
  /** Phases of earlier deployments, newest first, for the time left. @default none: no time left is shown */
  readonly earlier?: readonly PhaseTime[];
  /** Unix ms */
  readonly clock?: () => number;
}

/**
 * On a terminal a block that is redrawn in place; elsewhere a line per change of a phase, and a heartbeat. A failure is shown
 * at once on both.
 */
export function showProgress(
  terminal: Terminal,
  planned: readonly Planned[],
  { earlier = [], clock = Date.now }: ProgressOptions = {},
): ProgressView {
  let progress = initialProgress(planned);
  const translator = new EngineEventTranslator();
  const started = clock();
  const paint = (): void => {
    const now = clock();
    const { colors, columns } = terminal;
    terminal.draw([
      ...progress.map((phase) => phaseLine(phase, colors, columns, now)),
      totalLine(progress, { earlier, colors, columns, now, started }),
    ]);
  };
  const beat = (): void => {
    terminal.note(heartbeat(progress, { earlier, now: clock(), started }));
  };
  const timer = setInterval(terminal.live ? paint : beat, terminal.live ? REDRAW_INTERVAL_MS : HEARTBEAT_INTERVAL_MS);
  timer.unref();
  if (terminal.live) paint();
  return {
    event: (event) => {
      const before = progress;
      progress = advance(progress, event, clock());
      const known = translator.translate(event, clock());
      if (known !== null && isFailure(known))
        for (const line of failureLines(known, terminal.colors)) terminal.note(line);
      if (!terminal.live) for (const line of stateChanges(before, progress, clock())) terminal.note(line);
    },
    close: () => {
      clearInterval(timer);
      if (terminal.live) paint();
      terminal.settle();
    },
  };
}

const SYMBOLS: Readonly<
  Record<
    PhaseProgress["state"],
    { readonly mark: string; readonly paint: keyof Colors & ("dim" | "cyan" | "green" | "red") }
  >
> = {
  waiting: { mark: "·", paint: "dim" },
  running: { mark: "▸", paint: "cyan" },
  done: { mark: "✔", paint: "green" },
  failed: { mark: "✖", paint: "red" },
  unchanged: { mark: "=", paint: "dim" },
};

/** `▸ 2/7 Core infrastructure   31/62  12 s  listbackup-dev-users +3`, truncated to the terminal's width. */
export function phaseLine(phase: PhaseProgress, colors: Colors, columns: number, now: number): string {
  const { mark, paint } = SYMBOLS[phase.state];
  const counts = phase.state === "unchanged" ? "no changes" : countsOf(phase);
  const time = phase.startedAt === null ? "" : duration((phase.endedAt ?? now) - phase.startedAt);
  const others = phase.working.size > 1 ? ` +${String(phase.working.size - 1)}` : "";
  const title = `${String(phaseNumber(phase.id))}/7 ${phase.title}`;
  return `${colors[paint](mark)} ${fitted(columns, [title, counts, time], currentResource(phase), others)}`;
}

interface Moment {
  readonly earlier: readonly PhaseTime[];
  readonly now: number;
  readonly started: number;
}

/** `  all phases   48/155   1 min 20 s  3.1/s, about 2 min left` */
function totalLine(
  progress: Progress,
  { colors, columns, ...moment }: Moment & { readonly colors: Colors; readonly columns: number },
): string {
  const { now, started } = moment;
  const cells = ["all phases", totalCounts(progress), duration(now - started)] as const;
  return colors.bold(`  ${fitted(columns, cells, paceOf(progress, moment), "")}`);
}

/** A row after its mark: three columns, and text that is truncated to the terminal's width. @param end kept whole */
function fitted(
  columns: number,
  [title, counts, time]: readonly [string, string, string],
  text: string,
  end: string,
): string {
  const start = `${title.padEnd(24)} ${counts.padStart(10)}  ${time.padStart(11)}  `;
  const room = Math.max(20, columns - 3);
  const space = Math.max(0, room - start.length - end.length);
  const cut = space <= ELLIPSIS_COLUMNS ? "" : `${text.slice(0, space - ELLIPSIS_COLUMNS)}…`;
  const name = text.length <= space ? text : cut;
  return `${start}${name}${end}`.slice(0, room).trimEnd();
}

/** Where there is no UTF-8, an ellipsis is three full stops. */
const ELLIPSIS_COLUMNS = 3;

/** `3.1/s, about 2 min left`; empty before the first change and after the last one. */
function paceOf(progress: Progress, { earlier, now }: Moment): string {
  const done = progress.reduce((sum, phase) => sum + phase.done.size, 0);
  const starts = progress.flatMap(({ startedAt }) => startedAt ?? []);
  const isOver = progress.every(({ state }) => state === "done" || state === "unchanged");
  if (isOver) return "";
  const left = timeLeft(progress, earlier, now);
  const seconds = starts.length === 0 ? 0 : (now - Math.min(...starts)) / 1_000;
  return [
    ...(done === 0 || seconds < 1 ? [] : [rateText(done / seconds)]),
    ...(left === null ? [] : [timeLeftText(left)]),
  ].join(", ");
}

/** @param rate changes per second */
function rateText(rate: number): string {
  return rate >= 1 ? `${rate.toFixed(1)}/s` : `${(rate * 60).toFixed(1)}/min`;
}

/** `31/62` */
function countsOf({ done, planned }: PhaseProgress): string {
  return `${String(done.size)}/${String(planned.size)}`;
}

function totalCounts(progress: Progress): string {
  const sum = (size: (phase: PhaseProgress) => number): string =>
    String(progress.reduce((total, phase) => total + size(phase), 0));
  return `${sum(({ done }) => done.size)}/${sum(({ planned }) => planned.size)}`;
}

/** `✖ 2/7 table-users (dynamodb.Table): create failed after 3.2 s`, or the provider's message. */
function failureLines(event: DeploymentEvent, colors: Colors): readonly string[] {
  const label = ({
    name,
    type,
    phase,
  }: Pick<Extract<DeploymentEvent, { kind: "resource" }>, "name" | "type" | "phase">) =>
    `${phase === null ? "" : `${String(phaseNumber(phase))}/7 `}${name} (${shortType(type)})`;
  switch (event.kind) {
    case "resource": {
      const after = event.ms === null ? "" : ` after ${duration(event.ms)}`;
      return [colors.red(`✖ ${label(event)}: ${event.operation} failed${after}`)];
    }
    case "diagnostic":
      return event.resource === null
        ? []
        : [colors.red(`✖ ${label(event.resource)}: ${truncateMessage(event.message)}`)];
    default:
      return [];
  }
}

/** `aws:sqs/queue:Queue` as `sqs.Queue`. */
function shortType(type: string): string {
  const [, module = "", name = ""] = type.split(":");
  return `${module.split("/")[0] ?? ""}.${name}`;
}

function stateChanges(before: Progress, after: Progress, now: number): readonly string[] {
  return after.flatMap((phase, index) => {
    const previous = before[index];
    if (previous === undefined || previous.state === phase.state) return [];
    const label = `${String(phaseNumber(phase.id))}/7 ${phase.title}`;
    const time = phase.startedAt === null ? "" : ` in ${duration((phase.endedAt ?? now) - phase.startedAt)}`;
    switch (phase.state) {
      case "running":
        return [`${label}: started, ${String(phase.planned.size)} to change`];
      case "done":
        return [`${label}: done, ${String(phase.done.size)} changed${time}`];
      case "failed":
        return [`${label}: failed after ${String(phase.done.size)} of ${String(phase.planned.size)}${time}`];
      case "waiting":
      case "unchanged":
        return [];
    }
  });
}

/** `… 30 s: 48/155, 1.6/s, about 2 min left; Core infrastructure 31/62` */
function heartbeat(progress: Progress, moment: Moment): string {
  const running = progress.filter((phase) => phase.working.size > 0);
  const where = running.map((phase) => `${phase.title} ${countsOf(phase)}`).join(", ");
  const pace = [totalCounts(progress), paceOf(progress, moment)].filter((text) => text !== "").join(", ");
  const elapsed = duration(moment.now - moment.started);
  return `… ${elapsed}: ${pace}; ${where === "" ? "waiting for Pulumi" : where}`;
}
