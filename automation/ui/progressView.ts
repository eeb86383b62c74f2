import type { EngineEvent } from "@pulumi/pulumi/automation";
import { phaseNumber } from "../../model/phases";
import type { Change } from "../engine/changes/change";
import { duration } from "./duration";
import { advance, currentResource, initialProgress, type PhaseProgress, type Progress } from "./progress";
import type { Colors, Terminal } from "./terminal";

/** Shows the progress of an engine run by phase, until it is closed. */
export interface ProgressView {
  event(event: EngineEvent): void;
  close(): void;
}

const REDRAW_INTERVAL_MS = 120;
const HEARTBEAT_INTERVAL_MS = 30_000;

/** On a terminal a block that is redrawn in place; elsewhere a line per change of a phase, and a heartbeat. */
export function showProgress(
  terminal: Terminal,
  changes: readonly Change[],
  clock: () => number = Date.now,
): ProgressView {
  let progress = initialProgress(changes);
  const started = clock();
  const paint = (): void => {
    terminal.draw(progress.map((phase) => phaseLine(phase, terminal.colors, terminal.columns, clock())));
  };
  const timer = setInterval(
    terminal.live
      ? paint
      : () => {
          terminal.note(heartbeat(progress, clock() - started));
        },
    terminal.live ? REDRAW_INTERVAL_MS : HEARTBEAT_INTERVAL_MS,
  );
  timer.unref();
  if (terminal.live) paint();
  return {
    event: (event) => {
      const before = progress;
      progress = advance(progress, event, clock());
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

/** `▸ 2/7 Core infrastructure   31/62  12 s  listbackup-dev-users`, truncated to the terminal's width. */
export function phaseLine(phase: PhaseProgress, colors: Colors, columns: number, now: number): string {
  const { mark, paint } = SYMBOLS[phase.state];
  const counts = phase.state === "unchanged" ? "no changes" : countsOf(phase);
  const time = phase.startedAt === null ? "" : duration((phase.endedAt ?? now) - phase.startedAt);
  const text = `${String(phaseNumber(phase.id))}/7 ${phase.title.padEnd(20)} ${counts.padStart(10)}  ${time.padStart(11)}  ${currentResource(phase)}`;
  return `${colors[paint](mark)} ${text.slice(0, Math.max(20, columns - 3)).trimEnd()}`;
}

/** `31/62` */
function countsOf({ done, planned }: PhaseProgress): string {
  return `${String(done.size)}/${String(planned.size)}`;
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

function heartbeat(progress: Progress, elapsed: number): string {
  const running = progress.filter((phase) => phase.working.size > 0);
  const where = running.map((phase) => `${phase.title} ${countsOf(phase)}`).join(", ");
  return `… ${duration(elapsed)}: ${where === "" ? "waiting for Pulumi" : where}`;
}
