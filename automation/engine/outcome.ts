import type { EngineEvent } from "@pulumi/pulumi/automation";
import { changesOf, type Change } from "./change";
import type { EventSink, PreviewResult, RunOptions, RunResult } from "./engine";
import { failuresOf, type EngineFailure } from "./failure";
import { outliveEngine } from "./lateErrors";

/** How a run of the engine ended, with everything that it told. */
export type Outcome =
  | { readonly kind: "succeeded"; readonly events: readonly EngineEvent[] }
  | { readonly kind: "failed"; readonly events: readonly EngineEvent[]; readonly failures: readonly EngineFailure[] }
  | { readonly kind: "cancelled"; readonly events: readonly EngineEvent[] };

/** Runs the engine and keeps its events: the verdict is drawn from them, not from its exit code alone. */
export async function collect(
  { onEvent, signal }: RunOptions,
  start: (onEvent: EventSink) => Promise<unknown>,
): Promise<Outcome> {
  const events: EngineEvent[] = [];
  outliveEngine();
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
    const failures = failuresOf(events);
    return { kind: "failed", events, failures: failures.length > 0 ? failures : [unexplained(error)] };
  } finally {
    Error.stackTraceLimit = limit;
  }
  return { kind: "succeeded", events };
}

/** The engine ended without a word in its events: a lock, a broken state, a missing file. */
export function unexplained(error: unknown): EngineFailure {
  const text = error instanceof Error ? error.message : String(error);
  const stderr = /stderr: ([\s\S]*?)(?:\n\s*err\?: |$)/.exec(text)?.[1]?.trim();
  const said = stderr === undefined || stderr === "" ? text : stderr;
  // The command line that failed is nobody's concern; what it said behind it is.
  return { resource: null, message: said.replace(/^Command failed with exit code.*\n/, "").replace(/^error:\s*/, "") };
}

export function previewResult(outcome: Outcome): PreviewResult {
  switch (outcome.kind) {
    case "succeeded": {
      const summary = outcome.events.findLast((event) => event.summaryEvent !== undefined)?.summaryEvent;
      return { kind: "succeeded", changes: changesOf(outcome.events), same: summary?.resourceChanges.same ?? 0 };
    }
    case "failed":
      return { kind: "failed", failures: outcome.failures };
    case "cancelled":
      return { kind: "cancelled" };
  }
}

/** The outputs are left empty: not every run is asked for them. */
export function runResult(outcome: Outcome): RunResult {
  switch (outcome.kind) {
    case "succeeded":
      return { kind: "succeeded", changes: changesOf(outcome.events), outputs: {} };
    case "failed":
      return { kind: "failed", done: finished(outcome.events), failures: outcome.failures };
    case "cancelled":
      return { kind: "cancelled", done: finished(outcome.events) };
  }
}

/** The changes that AWS has confirmed. */
function finished(events: readonly EngineEvent[]): readonly Change[] {
  const done = new Set(events.flatMap((event) => event.resOutputsEvent?.metadata.urn ?? []));
  return changesOf(events).filter((change) => done.has(change.urn));
}
