import type { EngineEvent } from "@pulumi/pulumi/automation";
import { changesOf, type Change } from "../changes/change";
import { plannedResources, previousResources } from "../changes/plannedResources";
import { driftOf } from "../changes/drift";
import type { RecoveryRefreshResult } from "../recovery/recover";
import type { DriftResult, EventSink, PreviewResult, RunOptions, RunResult } from "./runResult";
import { failuresOf, type EngineFailure } from "../failures/engineFailure";
import { failureFromError, signalFailure } from "../failures/processFailure";
import { ignoreLateEngineErrors } from "./lateEngineErrors";
import { withProgramStore } from "../program/programStore";
import type { IntendedInputs } from "../recovery/intendedInputs";

/** How an engine run ended, with all of its events. */
export type RunOutcome =
  | { readonly kind: "succeeded"; readonly events: readonly EngineEvent[] }
  | { readonly kind: "failed"; readonly events: readonly EngineEvent[]; readonly failures: readonly EngineFailure[] }
  | { readonly kind: "cancelled"; readonly events: readonly EngineEvent[] };

/** Runs the engine and collects its events: they decide on the outcome, not the exit code alone. */
export async function runEngine(
  { onEvent, signal }: RunOptions,
  start: (onEvent: EventSink) => Promise<unknown>,
): Promise<RunOutcome> {
  const events: EngineEvent[] = [];
  ignoreLateEngineErrors();
  try {
    await start((event) => {
      events.push(event);
      onEvent?.(event);
    });
  } catch (error) {
    if (signal?.aborted === true) return { kind: "cancelled", events };
    const [failures, bySignal] = [failuresOf(events), signalFailure(error)];
    if (bySignal !== null) return { kind: "failed", events, failures: [bySignal, ...failures] };
    return { kind: "failed", events, failures: failures.length > 0 ? failures : [failureFromError(error)] };
  }
  return { kind: "succeeded", events };
}

/** As `runEngine`, for a run that asks the program. */
export function runProgram(options: RunOptions, start: (onEvent: EventSink) => Promise<unknown>): Promise<RunOutcome> {
  return withProgramStore(() => runEngine(options, start));
}

/** @param intended inputs of operations that were interrupted */
export function previewResult(outcome: RunOutcome, intended?: IntendedInputs): PreviewResult {
  switch (outcome.kind) {
    case "succeeded": {
      const summary = outcome.events.findLast((event) => event.summaryEvent !== undefined)?.summaryEvent;
      return {
        kind: "succeeded",
        changes: changesOf(outcome.events, intended),
        same: summary?.resourceChanges.same ?? 0,
        resources: plannedResources(outcome.events),
        previous: previousResources(outcome.events),
      };
    }
    case "failed":
      return { kind: "failed", failures: outcome.failures };
    case "cancelled":
      return { kind: "cancelled" };
  }
}

/** Without outputs: only `up` reads them. */
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

export function driftResult(outcome: RunOutcome): DriftResult {
  switch (outcome.kind) {
    case "succeeded":
      return { kind: "succeeded", report: driftOf(outcome.events) };
    case "failed":
      return { kind: "failed", failures: outcome.failures };
    case "cancelled":
      return { kind: "cancelled" };
  }
}

/** Of a refresh of certain resources: with those that do not exist. */
export function targetedRefreshResult(outcome: RunOutcome): RecoveryRefreshResult {
  switch (outcome.kind) {
    case "succeeded": {
      const vanished = driftOf(outcome.events).drifts.filter(({ kind }) => kind === "vanished");
      return { kind: "succeeded", vanished: new Set(vanished.map(({ urn }) => urn)) };
    }
    case "failed":
      return { kind: "failed", completed: completedChanges(outcome.events), failures: outcome.failures };
    case "cancelled":
      return { kind: "cancelled", done: completedChanges(outcome.events) };
  }
}

/** The changes that AWS confirmed. */
function completedChanges(events: readonly EngineEvent[]): readonly Change[] {
  const urns = new Set(events.flatMap((event) => event.resOutputsEvent?.metadata.urn ?? []));
  return changesOf(events).filter((change) => urns.has(change.urn));
}
