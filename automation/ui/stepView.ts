import { duration } from "./duration";
import type { Terminal } from "./terminal";

/** Steps that show their own progress, or ask. */
const OWN_DISPLAY: readonly string[] = ["approve", "expand", "up"];
/** Shorter steps are not shown. */
const DELAY_MS = 1_000;

/** On a terminal, a line with the running step and its time below all messages, until it is closed. */
export function showStep(terminal: Terminal, step: string, clock: () => number = Date.now): { close(): void } {
  if (!terminal.live || OWN_DISPLAY.includes(step)) return { close: () => undefined };
  const started = clock();
  const timer = setInterval(() => {
    terminal.draw([`${terminal.colors.cyan("▸")} ${step}  ${duration(clock() - started)}`]);
  }, DELAY_MS);
  timer.unref();
  return {
    close: () => {
      clearInterval(timer);
      terminal.draw([]);
    },
  };
}
