import type { EngineFailure } from "./engineFailure";

/** The process error of execa, as the Automation API passes it on. */
interface ProcessError {
  readonly signal?: unknown;
  readonly stderr?: unknown;
  /** Of a process that could not be started: `ENOENT`. */
  readonly code?: unknown;
}

/**
 * The process error behind a CommandError, or behind an error of `importState`. The error's own message repeats the whole
 * output of Pulumi, which does not show the cause.
 */
function processError(error: unknown): ProcessError | null {
  const { commandResult, cause } = error as {
    readonly commandResult?: { readonly err?: unknown };
    readonly cause?: unknown;
  };
  const err = commandResult === undefined ? cause : commandResult.err;
  return typeof err === "object" && err !== null ? err : null;
}

/** The failure of a process that a signal ended; null where none did. */
export function signalFailure(error: unknown): EngineFailure | null {
  const signal = processError(error)?.signal;
  if (typeof signal !== "string") return null;
  return { resource: null, message: `Pulumi was ended by ${signal} before it finished`, exit: { signal } };
}

/** The failure of a run whose events have no error: a lock, an invalid state, a missing file. */
export function failureFromError(error: unknown): EngineFailure {
  const bySignal = signalFailure(error);
  if (bySignal !== null) return bySignal;
  const { message, code } = error as { readonly message?: unknown; readonly code?: unknown };
  const fromProcess = processError(error);
  const errno = [code, fromProcess?.code].find(
    (value): value is string => typeof value === "string" && /^E[A-Z0-9]+$/.test(value),
  );
  const stderr = fromProcess?.stderr;
  const output = typeof stderr === "string" && stderr.trim() !== "" ? stderr : outputFromMessage(error, message);
  return {
    resource: null,
    // Warnings precede the error.
    message: fromFirstError(output.trim()),
    ...(errno === undefined ? {} : { exit: { errno } }),
  };
}

function outputFromMessage(error: unknown, message: unknown): string {
  const text = typeof message === "string" ? message : String(error);
  const stderr = /stderr: ([\s\S]*?)(?:\n\s*err\?: |$)/.exec(text)?.[1]?.trim();
  // The command line that failed does not help the user; the output after it does.
  return (stderr === undefined || stderr === "" ? text : stderr).replace(/^Command failed with exit code.*\n/, "");
}

/** The text from Pulumi's first error on, without the prefix `error:`. */
function fromFirstError(text: string): string {
  const start = /^error:\s*/m.exec(text);
  return start === null ? text : text.slice(start.index + start[0].length);
}
