import { killEngine } from "./engine/run/engineProcess";

/** Abort reason of Ctrl-C: the terminal signals the engine too, and a second signal would kill it. */
export const SIGNALLED_BY_TERMINAL = Symbol("signalled by the terminal");

/** Signals of a CI runner, `kill`, or a closed terminal. */
const TERMINATION_SIGNALS: readonly NodeJS.Signals[] = ["SIGTERM", "SIGHUP"];
const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", ...TERMINATION_SIGNALS];

/** CI runners kill ten seconds after their first signal. ms */
const GRACE_MS = 8_000;

export interface Interruption {
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  close(): void;
}

/**
 * The first Ctrl-C, SIGTERM or SIGHUP cancels the command: operations in flight are finished. The second one, or
 * eight seconds after SIGTERM or SIGHUP, kills the engine.
 */
export function onInterrupt(say: (line: string) => void): Interruption {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const harder = (): void => {
    say("Stopping at once: the next run recovers operations in flight.");
    killEngine();
  };
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      harder();
      return;
    }
    say("Stopping after the operations in flight. Press Ctrl-C again to stop at once.");
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

/** The signal for the engine: never aborted where the terminal has signalled it already. */
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
