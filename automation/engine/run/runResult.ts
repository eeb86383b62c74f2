import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { Change } from "../changes/change";
import type { DriftReport } from "../changes/drift";
import type { PlannedResource } from "../../../model/review/plannedResource";
import type { EngineFailure } from "../failures/engineFailure";

/** Receives the events of an engine run. */
export type EventSink = (event: EngineEvent) => void;

export interface RunOptions {
  readonly onEvent?: EventSink;
  /** Stops the run: the engine finishes operations in progress and starts no others. */
  readonly signal?: AbortSignal;
}

/** An output of a stack. A value with `secret` must not be printed. */
interface StackOutput {
  readonly value: unknown;
  readonly secret: boolean;
}

export type StackOutputs = Readonly<Record<string, StackOutput>>;

/** How a run ended. Failure is data: the caller decides what to do next. */
export type RunResult =
  | { readonly kind: "succeeded"; readonly changes: readonly Change[]; readonly outputs: StackOutputs }
  | { readonly kind: "failed"; readonly completed: readonly Change[]; readonly failures: readonly EngineFailure[] }
  | { readonly kind: "cancelled"; readonly done: readonly Change[] };

export type PreviewResult =
  | {
      readonly kind: "succeeded";
      readonly changes: readonly Change[];
      readonly same: number;
      /** What the deployment will leave. */
      readonly resources: readonly PlannedResource[];
      /** What there is before it. */
      readonly previous: readonly PlannedResource[];
    }
  | { readonly kind: "failed"; readonly failures: readonly EngineFailure[] }
  | { readonly kind: "cancelled" };

export type DriftResult =
  | { readonly kind: "succeeded"; readonly report: DriftReport }
  | { readonly kind: "failed"; readonly failures: readonly EngineFailure[] }
  | { readonly kind: "cancelled" };

export type RefreshResult = Exclude<RunResult, { readonly kind: "succeeded" }> | { readonly kind: "succeeded" };
