import type { EngineEvent, PulumiCommand, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { DeployError } from "../../model/errors";
import type { Stage } from "../../model/stage/stage";
import { engineEnvironment, type AwsTarget } from "../aws/target";
import type { AttachedProvider, Program } from "../wiring";
import { changesOf, isComponent, type Change } from "./change";
import type { Engine, EventSink, PreviewResult, RunOptions, RunResult, StackOutputs, StateSummary } from "./engine";
import { failuresOf, type EngineFailure } from "./failure";
import { staleLocks } from "./staleLock";
import { stateBackend, temporaryFolder } from "./workspace";

export const PROJECT = "listbackup-backend";

export interface EngineRequest {
  readonly root: string;
  readonly stage: Stage;
  readonly target: AwsTarget;
  /** The CLI's executable. */
  readonly pulumi: { readonly path: string; readonly version: string };
  readonly program: Program;
  /** Told of what an earlier run left behind. */
  readonly note: (line: string) => void;
  /** A provider that runs already and stands in for the AWS one. */
  readonly provider?: AttachedProvider;
}

/** Opens the stage's stack, which is made if there is none. */
export async function openEngine(request: EngineRequest): Promise<Engine> {
  const folder = await temporaryFolder();
  const close = async (): Promise<void> => {
    await request.provider?.stop();
    await folder.remove();
  };
  try {
    return pulumiEngine(await openStack(request, folder.path), close);
  } catch (error) {
    await close();
    throw stackError(error, request.stage);
  }
}

async function openStack(request: EngineRequest, workDir: string): Promise<Stack> {
  // Loaded here: half a second that a command without the engine does not pay.
  const { LocalWorkspace } = await import("@pulumi/pulumi/automation");
  const { stage, target, provider } = request;
  const state = await stateBackend(request.root, stage, target);
  const stack = await LocalWorkspace.createOrSelectStack(
    { projectName: PROJECT, stackName: stage.name, program: request.program as PulumiFn },
    {
      workDir,
      pulumiCommand: await pulumiCommand(request.pulumi.path),
      projectSettings: { name: PROJECT, runtime: "nodejs", backend: { url: state.url } },
      secretsProvider: state.secretsProvider,
      ...(state.home === undefined ? {} : { pulumiHome: state.home }),
      envVars: {
        ...engineEnvironment(target),
        ...state.environment,
        ...engineSwitches(provider),
      },
    },
  );
  await clearStaleLock(stack, state.url, request);
  return stack;
}

/** A killed engine leaves its lock; whoever comes next clears it where its owner is provably gone. */
async function clearStaleLock(stack: Stack, url: string, { stage, note }: EngineRequest): Promise<void> {
  if (!url.startsWith("file://")) return;
  const stale = await staleLocks(url.slice("file://".length), PROJECT, stage.name);
  if (stale === null || stale.length === 0) return;
  for (const { pid, since } of stale)
    note(`Process ${String(pid)} held ${stage.name} since ${since} and was killed: its lock is cleared`);
  await stack.cancel();
}

function engineSwitches(provider: AttachedProvider | undefined): Record<string, string> {
  return {
    // Plans: what was previewed is what is applied.
    PULUMI_EXPERIMENTAL: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...(provider === undefined
      ? {}
      : {
          PULUMI_DEBUG_PROVIDERS: `aws:${String(provider.port)}`,
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        }),
  };
}

async function pulumiCommand(executable: string): Promise<PulumiCommand> {
  const automation = await import("@pulumi/pulumi/automation");
  const { dirname } = await import("node:path");
  // The Automation API looks for <root>/bin/pulumi.
  return automation.PulumiCommand.get({ root: dirname(dirname(executable)) });
}

function pulumiEngine(stack: Stack, close: () => Promise<void>): Engine {
  return {
    preview: (options) => preview(stack, options),
    up: (options) =>
      run(options, (onEvent) =>
        stack.up({
          onEvent,
          ...QUIET,
          ...signalOf(options),
          ...(options.plan === undefined ? {} : { plan: options.plan }),
        }),
      ).then((result) => withOutputs(stack, result)),
    refresh: (options) =>
      run(options, (onEvent) =>
        stack.refresh({ onEvent, ...QUIET, ...signalOf(options), clearPendingCreates: true }),
      ).then(plain),
    destroy: (options) =>
      run(options, (onEvent) => stack.destroy({ onEvent, ...QUIET, ...signalOf(options) })).then(plain),
    outputs: () => outputsOf(stack),
    state: () => stateOf(stack),
    remove: async () => {
      await stack.workspace.removeStack(stack.name);
    },
    unlock: () => stack.cancel(),
    close,
  };
}

const QUIET = { color: "never", suppressOutputs: true, suppressProgress: true } as const;

function signalOf(options: RunOptions): { signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal };
}

async function preview(stack: Stack, options: RunOptions & { readonly plan?: string }): Promise<PreviewResult> {
  const plan = options.plan === undefined ? {} : { plan: options.plan };
  const outcome = await collect(options, (onEvent) =>
    stack.preview({ onEvent, ...QUIET, ...signalOf(options), ...plan }),
  );
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

type Outcome =
  | { readonly kind: "succeeded"; readonly events: readonly EngineEvent[] }
  | { readonly kind: "failed"; readonly events: readonly EngineEvent[]; readonly failures: readonly EngineFailure[] }
  | { readonly kind: "cancelled"; readonly events: readonly EngineEvent[] };

/** Runs the engine and keeps its events: the verdict is drawn from them, not from its exit code alone. */
async function collect(options: RunOptions, start: (onEvent: EventSink) => Promise<unknown>): Promise<Outcome> {
  const events: EngineEvent[] = [];
  // The SDK takes a stack trace for every promise; without them a run of 1,000 resources is a quarter faster.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    await start((event) => {
      events.push(event);
      options.onEvent?.(event);
    });
  } catch (error) {
    if (options.signal?.aborted === true) return { kind: "cancelled", events };
    const failures = failuresOf(events);
    return { kind: "failed", events, failures: failures.length > 0 ? failures : [unexplained(error)] };
  } finally {
    Error.stackTraceLimit = limit;
  }
  return { kind: "succeeded", events };
}

/** The engine ended without a word in its events: a lock, a broken state, a missing file. */
function unexplained(error: unknown): EngineFailure {
  const text = error instanceof Error ? error.message : String(error);
  const stderr = /stderr: ([\s\S]*?)(?:\n\s*err\?: |$)/.exec(text)?.[1]?.trim();
  return { resource: null, message: (stderr === undefined || stderr === "" ? text : stderr).replace(/^error:\s*/, "") };
}

async function run(options: RunOptions, start: (onEvent: EventSink) => Promise<unknown>): Promise<Outcome> {
  return collect(options, start);
}

async function withOutputs(stack: Stack, outcome: Outcome): Promise<RunResult> {
  const result = plain(outcome);
  return result.kind === "succeeded" ? { ...result, outputs: await outputsOf(stack) } : result;
}

function plain(outcome: Outcome): RunResult {
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

async function outputsOf(stack: Stack): Promise<StackOutputs> {
  return stack.outputs();
}

async function stateOf(stack: Stack): Promise<StateSummary> {
  const exported = (await stack.exportStack()).deployment as {
    resources?: readonly { type: string }[];
    pending_operations?: readonly { type: string; resource: { urn: string } }[];
  };
  const resources = exported.resources ?? [];
  return {
    resources: resources.filter((resource) => !isComponent(resource.type)).length,
    entries: resources.length,
    pending: (exported.pending_operations ?? []).map(({ type, resource }) => ({ operation: type, urn: resource.urn })),
  };
}

/** What keeps a stack from being opened, in our words. */
function stackError(error: unknown, stage: Stage): unknown {
  if (error instanceof DeployError) return error;
  const message = unexplained(error).message;
  return new DeployError(
    "STATE_UNREADABLE",
    `The state of ${stage.name} could not be opened: ${message}`,
    `Nothing was changed. See \`bin/deploy doctor ${stage.name}\` for what is missing.`,
    { cause: error },
  );
}
