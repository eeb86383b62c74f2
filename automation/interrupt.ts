import { killEngine } from "./engine/run/engineProcess";

/** Reason of an abort by Ctrl-C: the terminal has told the engine too, and a second word would end it at once. */
export const SIGNALLED_BY_TERMINAL = Symbol("the terminal told everybody");

/** Asked to end by something other than a key: a CI runner, `kill`, a terminal that was closed. */
const TERMINATION_SIGNALS: readonly NodeJS.Signals[] = ["SIGTERM", "SIGHUP"];
const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", ...TERMINATION_SIGNALS];

/** CI kills ten seconds after its first signal. ms */
const GRACE_MS = 8_000;

export interface Interruption {
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  close(): void;
}

/**
 * The first Ctrl-C, SIGTERM or SIGHUP asks the command to stop where it is safe: what is in flight is finished. The second
 * one, or eight seconds after a SIGTERM or SIGHUP, ends the engine at once.
 */
export function onInterrupt(say: (line: string) => void): Interruption {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const harder = (): void => {
    say("Stopping at once: the next run sorts out what was in flight.");
    killEngine();
  };
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      harder();
      return;
    }
    say("Stopping: what is in flight is finished, nothing more is started. Once more to stop at once.");
    if (TERMINATION_SIGNALS.includes(signal)) timer = setTimeout(harder, GRACE_MS).unref();
    controller.abort(signal === "SIGINT" && process.stdin.isTTY ? SIGNALLED_BY_TERMINAL : undefined);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return {
    signal: controller.signal,
    close: () => {
      clearTimeout(timer);
      for (const signal of SIGNALS) process.off(signal, stop);
    },
  };
}

/** What the engine is told of a signal: nothing where the terminal has told it already. */
export function engineSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal === undefined) return undefined;
  const controller = new AbortController();
  const pass = (): void => {
    if (signal.reason !== SIGNALLED_BY_TERMINAL) controller.abort(signal.reason);
  };
  if (signal.aborted) pass();
  else signal.addEventListener("abort", pass, { once: true });
  return controller.signal;
}
