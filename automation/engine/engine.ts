import type { Program } from "../wiring";
import type { AdoptionRequest } from "./adoption/adoption";
import type { AdoptionResult } from "./adoption/adopt";
import type { RecoveryResult } from "./recovery/recover";
import type { ExportedState } from "./state/exportedState";
import type { DriftResult, PreviewResult, RefreshResult, RunOptions, RunResult, StackOutputs } from "./run/runResult";
import type { RunLimit } from "./run/runLimit";
import type { StateSummary } from "./state/stateSummary";

export interface PreviewOptions extends RunOptions {
  /** File for its plan. @default none is written */
  readonly plan?: string;
}

export interface UpOptions extends RunOptions {
  /** What it may change. @default everything */
  readonly limit?: RunLimit;
}

/**
 * The Pulumi engine for one stack. The first run that may change something creates the stack. `close` stops an attached
 * provider.
 */
export interface Engine {
  preview(program: Program, options: PreviewOptions): Promise<PreviewResult>;
  up(program: Program, options: UpOptions): Promise<RunResult>;
  /** Compares the state with AWS, and writes nothing. */
  previewRefresh(options: RunOptions): Promise<DriftResult>;
  /** Reads all resources from AWS into the state, and removes pending operations of an interrupted run. */
  refresh(options: RunOptions): Promise<RunResult>;
  destroy(options: RunOptions): Promise<RunResult>;
  /** Empty where there was no deployment. */
  outputs(): Promise<StackOutputs>;
  state(): Promise<StateSummary>;
  /** The whole state with encrypted secrets; null where there was no deployment. Never print it. */
  exportState(): Promise<ExportedState | null>;
  /** Recovers from a killed run: changes the state only. Fast where no operation was interrupted. */
  recover(options: RunOptions): Promise<RecoveryResult>;
  /**
   * Reads some resources from AWS into the state.
   * @param names logical names; names that are not in the state are ignored
   */
  refreshResources(names: readonly string[], options: RunOptions): Promise<RefreshResult>;
  /**
   * Removes the `protect` option of the resources with these logical names.
   * @returns names of the resources that had it
   */
  unprotect(names: readonly string[]): Promise<readonly string[]>;
  /** Keeps the resources with these logical names in AWS when the stack deletes them. */
  retain(names: readonly string[]): Promise<void>;
  /**
   * Has the next run write the inputs that a refresh does not read again, for the resources with these logical names: a
   * function's code, which publishes a version.
   */
  rewriteUnreadInputs(names: readonly string[]): Promise<void>;
  /**
   * Takes resources that exist in AWS into the state: changes the state only.
   * @throws DeployError USAGE, ADOPTION, and the state is what it was
   */
  adopt(program: Program, requests: readonly AdoptionRequest[], options: RunOptions): Promise<AdoptionResult>;
  /**
   * Removes the resources with these logical names from the state, and what is below them: they stay in AWS.
   * @returns names of the resources that were removed
   */
  forget(names: readonly string[]): Promise<readonly string[]>;
  /** Replaces the stack's state, after a backup of the current one. Creates the stack where there is none. */
  replaceState(state: ExportedState): Promise<void>;
  /** Removes the stack, which must be empty. */
  remove(): Promise<void>;
  /** Breaks the engine's own lock. The caller must hold the stage's lease. */
  unlock(): Promise<void>;
  close(): Promise<void>;
}
