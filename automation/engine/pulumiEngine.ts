import type { Stack } from "@pulumi/pulumi/automation";
import { DeployError } from "../../model/errors";
import { findResources } from "../aws/resourceSearch";
import { backUpState } from "../aws/buckets/stateBackup";
import type { Program } from "../wiring";
import { adopt, type AdoptionResult } from "./adoption/adopt";
import type { AdoptionRequest } from "./adoption/adoption";
import { nameOfUrn } from "./changes/change";
import type { Engine, PreviewOptions, UpOptions } from "./engine";
import type { DriftResult, RunOptions, RefreshResult, RunResult, StackOutputs } from "./run/runResult";
import { driftResult, runEngine, runProgram, previewResult, runResult, targetedRefreshResult } from "./run/runOutcome";
import { withInjectedCrash } from "./run/crashInjection";
import { readCheckpoint } from "./state/checkpoint";
import { importState } from "./state/importState";
import { journaledProgram } from "./journal/journaledProgram";
import { RunJournals } from "./journal/runJournals";
import { safeguardOfDestroy, safeguardOfUp } from "./journal/runPlan";
import { withStoredJournals } from "./journal/unfinishedRuns";
import { assertWithin, limitedProgram, limitOptions } from "./run/runLimit";
import { runSettings, withoutCheckpoints } from "./run/runSettings";
import { withoutQueries } from "./run/withoutQueries";
import { inspectResource } from "./recovery/inspectResource";
import type { IntendedInputs } from "./recovery/intendedInputs";
import { recover, type RecoveryResult, type RecoveryRefreshResult } from "./recovery/recover";
import { refreshInParts } from "./recovery/refreshInParts";
import type { ExportedState } from "./state/exportedState";
import {
  withoutProtection,
  withoutResources,
  withRetention,
  withRewrittenInputs,
  type StateEdit,
} from "./state/stateEdits";
import { withStateError } from "./failures/stateError";
import { openStack, stackOf, type OpenedStack, type StackRequest } from "./stack/stack";
import { createWorkFolder } from "./state/stateBackend";
import { outputsInState, summarizeState, type StateSummary } from "./state/stateSummary";

/**
 * Opens a stage's stack. Does not create it: the first run that may change something does.
 * @throws DeployError STATE_UNREADABLE
 */
export async function openEngine(request: StackRequest): Promise<Engine> {
  const folder = await createWorkFolder();
  const close = async (): Promise<void> => {
    await Promise.all((request.providers ?? []).map((provider) => provider.stop()));
    await folder.remove();
  };
  try {
    return new PulumiEngine(request, await openStack(request, folder.path), close);
  } catch (error) {
    await close();
    throw error;
  }
}

class PulumiEngine implements Engine {
  #stack: Stack | null;
  readonly #createStack: () => Promise<Stack>;
  readonly #request: StackRequest;
  readonly #journals: RunJournals;
  /** From the recovery, if there was one. */
  #intended: IntendedInputs = new Map();

  constructor(
    request: StackRequest,
    { existing, create }: OpenedStack,
    readonly close: () => Promise<void>,
  ) {
    this.#request = request;
    this.#journals = new RunJournals(request);
    this.#stack = existing;
    this.#createStack = create;
  }

  async preview(program: Program, options: PreviewOptions): ReturnType<Engine["preview"]> {
    const stack = await this.#existingOrNewStack();
    const { plan } = options;
    return previewResult(
      await runProgram(options, (onEvent) =>
        stack.preview({ program, ...runSettings(options, onEvent), ...(plan === undefined ? {} : { plan }) }),
      ),
      this.#intended,
    );
  }

  async up(program: Program, options: UpOptions): Promise<RunResult> {
    const stack = await this.#existingOrNewStack();
    const stackId = stackOf(this.#request);
    const before = await this.#backUp();
    assertWithin(options.limit, before, stackId);
    const limited = limitedProgram(program, options.limit, stackId);
    const safeguard = await safeguardOfUp(options.limit, before);
    const outcome = await this.#journals.run("up", stack, safeguard, (writer) =>
      runProgram(withInjectedCrash(options, this.#request.crashAtEvent), async (onEvent) => {
        const run = { ...runSettings(options, onEvent), ...limitOptions(options.limit) };
        const journaled = writer === null ? limited : journaledProgram(limited, stackId, writer);
        await withoutQueries(stack, () => stack.up({ program: journaled, ...run }));
      }),
    );
    const result = runResult(outcome);
    // A failed run also changes the state, and no earlier backup has the state of a first run.
    const state = await this.#backUp().catch((error: unknown) => {
      const reason = error instanceof DeployError ? error.what : String(error);
      this.#request.warn(`The state after this run could not be backed up: ${reason}`);
      return null;
    });
    return result.kind === "succeeded" ? { ...result, outputs: await this.#outputsAfter(state) } : result;
  }

  /** @param state null where it could not be read */
  async #outputsAfter(state: ExportedState | null): Promise<StackOutputs> {
    const outputs = outputsInState(state);
    const isReadable = state !== null && Object.values(outputs).every(({ secret }) => !secret);
    return isReadable ? outputs : this.outputs();
  }

  async previewRefresh(options: RunOptions): Promise<DriftResult> {
    const stack = this.#stack;
    if (stack === null) return { kind: "succeeded", report: { drifts: [], checked: 0 } };
    return driftResult(await runEngine(options, (onEvent) => stack.previewRefresh(runSettings(options, onEvent))));
  }

  async refresh(options: RunOptions): Promise<RunResult> {
    const stack = await this.#existingOrNewStack();
    await this.#backUp();
    return runResult(
      await withoutCheckpoints(stack, () =>
        runEngine(options, (onEvent) =>
          withoutQueries(stack, () => stack.refresh({ ...runSettings(options, onEvent), clearPendingCreates: true })),
        ),
      ),
    );
  }

  async destroy(options: RunOptions): Promise<RunResult> {
    const stack = await this.#existingOrNewStack();
    const safeguard = safeguardOfDestroy(await this.#backUp());
    return runResult(
      await this.#journals.run("destroy", stack, safeguard, () =>
        runEngine(withInjectedCrash(options, this.#request.crashAtEvent), (onEvent) =>
          withoutQueries(stack, () => stack.destroy(runSettings(options, onEvent))),
        ),
      ),
    );
  }

  async outputs(): Promise<StackOutputs> {
    const stack = this.#stack;
    return stack === null ? {} : withStateError(stack.name, () => stack.outputs());
  }

  async state(): Promise<StateSummary> {
    return summarizeState(await this.exportState());
  }

  async exportState(): Promise<ExportedState | null> {
    const { stage, target, state } = this.#request;
    const { project, name } = stackOf(this.#request);
    return withStateError(stage.name, async () => {
      const [saved, journals] = await Promise.all([
        this.#stack === null ? null : readCheckpoint(state.url, target, project, name),
        this.#journals.unfinished(),
      ]);
      return withStoredJournals(saved, journals);
    });
  }

  async recover(options: RunOptions): Promise<RecoveryResult> {
    const { target } = this.#request;
    const unfinished = await this.#journals.unfinished();
    const result = await recover({
      region: target.region,
      account: target.account,
      read: () => this.exportState(),
      write: (state) => this.replaceState(state),
      refresh: (urns) => this.#refreshUrns(urns, options),
      find: (search, wanted) => findResources(target, search, wanted),
      inspect: (resource) => inspectResource(target, resource),
    });
    if (result.kind === "recovered") this.#intended = result.report.intended;
    if (result.kind === "recovered" || result.kind === "nothing") await this.#journals.clear(unfinished);
    return result;
  }

  async refreshResources(names: readonly string[], options: RunOptions): Promise<RefreshResult> {
    const resources = (await this.exportState())?.deployment.resources ?? [];
    const urns = resources.flatMap(({ urn }) => (names.includes(nameOfUrn(urn)) ? [urn] : []));
    if (urns.length === 0) return { kind: "succeeded" };
    await this.#backUp();
    return this.#refreshUrns(urns, options);
  }

  async unprotect(names: readonly string[]): Promise<readonly string[]> {
    return this.#editState((state) => withoutProtection(state, names));
  }

  async retain(names: readonly string[]): Promise<void> {
    await this.#editState((state) => withRetention(state, names));
  }

  async rewriteUnreadInputs(names: readonly string[]): Promise<void> {
    await this.#editState((state) => withRewrittenInputs(state, names));
  }

  async adopt(program: Program, requests: readonly AdoptionRequest[], options: RunOptions): Promise<AdoptionResult> {
    const { stage, target, providers = [] } = this.#request;
    const stack = await this.#existingOrNewStack();
    return adopt(requests, {
      stage: stage.name,
      region: target.region,
      account: target.account,
      // The offline provider reads by the ids of its own state.
      idForm: providers.length === 0 ? "import" : "state",
      preview: () => runProgram(options, (onEvent) => stack.preview({ program, ...runSettings(options, onEvent) })),
      read: () => this.exportState(),
      write: (state) => this.replaceState(state),
      refresh: (urns) => this.#refreshUrns(urns, options),
    });
  }

  async forget(names: readonly string[]): Promise<readonly string[]> {
    return this.#editState((state) => withoutResources(state, names));
  }

  /** @returns logical names of the edited resources */
  async #editState(edit: (state: ExportedState) => StateEdit | null): Promise<readonly string[]> {
    const state = await this.exportState();
    const edited = state === null ? null : edit(state);
    if (edited === null) return [];
    await this.replaceState(edited.state);
    return edited.urns.map(nameOfUrn);
  }

  async replaceState(state: ExportedState): Promise<void> {
    await this.#backUp();
    await importState(this.#request.pulumi, await this.#existingOrNewStack(), state);
  }

  async #refreshUrns(urns: readonly string[], options: RunOptions): Promise<RecoveryRefreshResult> {
    const stack = await this.#existingOrNewStack();
    return refreshInParts(urns, async (target) =>
      targetedRefreshResult(
        await withoutCheckpoints(stack, () =>
          runEngine(options, (onEvent) =>
            withoutQueries(stack, () => stack.refresh({ ...runSettings(options, onEvent), target: [...target] })),
          ),
        ),
      ),
    );
  }

  /** Backs up the state before a change: no backup, no change. */
  async #backUp(): Promise<ExportedState | null> {
    const { stage, target } = this.#request;
    const state = await this.exportState();
    if ((state?.deployment.resources ?? []).length > 0 && state !== null)
      await backUpState(target, stage, state, { stack: stackOf(this.#request).name });
    return state;
  }

  async remove(): Promise<void> {
    await this.#stack?.workspace.removeStack(this.#stack.name);
    this.#stack = null;
  }

  async unlock(): Promise<void> {
    await this.#stack?.cancel();
  }

  async #existingOrNewStack(): Promise<Stack> {
    this.#stack ??= await this.#createStack();
    return this.#stack;
  }
}
