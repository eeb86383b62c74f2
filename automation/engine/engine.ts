import type { Program } from "../wiring";
import type { RecoveryResult } from "./recovery/recover";
import type { ExportedState } from "./state/exportedState";
import type { DriftResult, PreviewResult, RefreshResult, RunOptions, RunResult, StackOutputs } from "./run/runResult";

/** What is in the stack's state. */
export interface StateSummary {
  /** Resources of AWS: components, providers and the stack itself are not counted. */
  readonly resources: number;
  /** Operations that a run began and never finished. */
  readonly pending: readonly { readonly operation: string; readonly urn: string }[];
  /** Everything that counts towards the engine's cost, components included. */
  readonly entries: number;
}

/**
 * The engine, opened on one stack, which is made by the first run that may change something. Close it: a provider may
 * be attached.
 */
export interface Engine {
  preview(program: Program, options: RunOptions & { readonly plan?: string }): Promise<PreviewResult>;
  /** @param options.plan file of the previewed plan: the engine refuses anything that is not in it */
  up(program: Program, options: RunOptions & { readonly plan?: string }): Promise<RunResult>;
  /** Compares the state with what AWS has, and writes nothing. */
  previewRefresh(options: RunOptions): Promise<DriftResult>;
  /** Reads everything back from AWS into the state, and forgets what an interrupted run left pending. */
  refresh(options: RunOptions): Promise<RunResult>;
  destroy(options: RunOptions): Promise<RunResult>;
  /** Empty where nothing was ever deployed. */
  outputs(): Promise<StackOutputs>;
  state(): Promise<StateSummary>;
  /** The whole state, its secrets encrypted; null where nothing was ever deployed. Not to be shown. */
  exportState(): Promise<ExportedState | null>;
  /** Sorts out what a killed run left: writes the state alone. Cheap where nothing was interrupted. */
  recover(options: RunOptions): Promise<RecoveryResult>;
  /**
   * Takes what AWS has of some resources into the state, and looks at nothing else.
   * @param names logical names; those that the state does not have are left out
   */
  refreshResources(names: readonly string[], options: RunOptions): Promise<RefreshResult>;
  /**
   * Takes the engine's protection off the resources of these logical names.
   * @returns those that had it
   */
  unprotect(names: readonly string[]): Promise<readonly string[]>;
  /**
   * Has the next run write again what a refresh does not read of the resources of these logical names: a function's code,
   * which publishes a version.
   */
  rewriteUnreadInputs(names: readonly string[]): Promise<void>;
  /** Makes another state the stack's own; what it has now is backed up first. Makes the stack where there is none. */
  replaceState(state: ExportedState): Promise<void>;
  /** Forgets the stack, which must be empty. */
  remove(): Promise<void>;
  /** Breaks the engine's own lock. Only for one who holds the stage. */
  unlock(): Promise<void>;
  close(): Promise<void>;
}
