import type { EngineEvent } from "@pulumi/pulumi/automation";
import { changesOf, type Change } from "../changes/change";
import type { EventSink, PreviewResult, RunOptions, RunResult } from "./runResult";
import { failuresOf, type EngineFailure } from "../failures/engineFailure";
import { ignoreLateEngineErrors } from "./lateEngineErrors";
import type { IntendedInputs } from "../recovery/intendedInputs";

/** How a run of the engine ended, with everything that it told. */
export type RunOutcome =
  | { readonly kind: "succeeded"; readonly events: readonly EngineEvent[] }
  | { readonly kind: "failed"; readonly events: readonly EngineEvent[]; readonly failures: readonly EngineFailure[] }
  | { readonly kind: "cancelled"; readonly events: readonly EngineEvent[] };

/** Runs the engine and keeps its events: the verdict is drawn from them, not from its exit code alone. */
export async function runEngine(
  { onEvent, signal }: RunOptions,
  start: (onEvent: EventSink) => Promise<unknown>,
): Promise<RunOutcome> {
  const events: EngineEvent[] = [];
  ignoreLateEngineErrors();
  // The SDK takes a stack trace for every promise; without them a run of 1,000 resources is a quarter faster.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    await start((event) => {
      events.push(event);
      onEvent?.(event);
    });
  } catch (error) {
    if (signal?.aborted === true) return { kind: "cancelled", events };
    const [failures, ended] = [failuresOf(events), signalFailure(error)];
    if (ended !== null) return { kind: "failed", events, failures: [ended, ...failures] };
    return { kind: "failed", events, failures: failures.length > 0 ? failures : [failureFromError(error)] };
  } finally {
    Error.stackTraceLimit = limit;
  }
  return { kind: "succeeded", events };
}

/** What execa knows of a process that failed, as the Automation API hands it on. */
interface ProcessError {
  readonly signal?: unknown;
  readonly stderr?: unknown;
  /** Of a process that could not be started: `ENOENT`. */
  readonly code?: unknown;
}

/**
 * The process behind a CommandError, or behind what `importState` throws. The error's own text repeats all that the
 * engine has printed: that says nothing of the cause.
 */
function processError(error: unknown): ProcessError | null {
  const { commandResult, cause } = error as {
    readonly commandResult?: { readonly err?: unknown };
    readonly cause?: unknown;
  };
  const err = commandResult === undefined ? cause : commandResult.err;
  return typeof err === "object" && err !== null ? err : null;
}

/** The engine was ended from outside; null where it was not. */
function signalFailure(error: unknown): EngineFailure | null {
  const signal = processError(error)?.signal;
  if (typeof signal !== "string") return null;
  return { resource: null, message: `The engine was ended by ${signal} before it was done`, exit: { signal } };
}

/** The engine ended without a word in its events: a lock, a broken state, a missing file. */
export function failureFromError(error: unknown): EngineFailure {
  const ended = signalFailure(error);
  if (ended !== null) return ended;
  const { message, code } = error as { readonly message?: unknown; readonly code?: unknown };
  const behind = processError(error);
  const errno = [code, behind?.code].find((one): one is string => typeof one === "string" && /^E[A-Z0-9]+$/.test(one));
  const said =
    typeof behind?.stderr === "string" && behind.stderr.trim() !== ""
      ? behind.stderr
      : outputFromMessage(error, message);
  return {
    resource: null,
    // Warnings stand before what went wrong.
    message: fromFirstError(said.trim()),
    ...(errno === undefined ? {} : { exit: { errno } }),
  };
}

function outputFromMessage(error: unknown, message: unknown): string {
  const text = typeof message === "string" ? message : String(error);
  const stderr = /stderr: ([\s\S]*?)(?:\n\s*err\?: |$)/.exec(text)?.[1]?.trim();
  // The command line that failed is nobody's concern; what it said behind it is.
  return (stderr === undefined || stderr === "" ? text : stderr).replace(/^Command failed with exit code.*\n/, "");
}

/** From the first error of the engine on, without the word that marks it. */
function fromFirstError(text: string): string {
  const start = /^error:\s*/m.exec(text);
  return start === null ? text : text.slice(start.index + start[0].length);
}

/** @param intended what interrupted operations were to give */
export function previewResult(outcome: RunOutcome, intended?: IntendedInputs): PreviewResult {
  switch (outcome.kind) {
    case "succeeded": {
      const summary = outcome.events.findLast((event) => event.summaryEvent !== undefined)?.summaryEvent;
      return {
        kind: "succeeded",
        changes: changesOf(outcome.events, intended),
        same: summary?.resourceChanges.same ?? 0,
      };
    }
    case "failed":
      return { kind: "failed", failures: outcome.failures };
    case "cancelled":
      return { kind: "cancelled" };
  }
}

/** The outputs are left empty: not every run is asked for them. */
export function runResult(outcome: RunOutcome): RunResult {
  switch (outcome.kind) {
    case "succeeded":
      return { kind: "succeeded", changes: changesOf(outcome.events), outputs: {} };
    case "failed":
      return { kind: "failed", completed: completedChanges(outcome.events), failures: outcome.failures };
    case "cancelled":
      return { kind: "cancelled", done: completedChanges(outcome.events) };
  }
}

/** The changes that AWS has confirmed. */
function completedChanges(events: readonly EngineEvent[]): readonly Change[] {
  const done = new Set(events.flatMap((event) => event.resOutputsEvent?.metadata.urn ?? []));
  return changesOf(events).filter((change) => done.has(change.urn));
}
