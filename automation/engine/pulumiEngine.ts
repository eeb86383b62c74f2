import type { Stack } from "@pulumi/pulumi/automation";
import { DeployError } from "../../model/errors";
import type { Program } from "../wiring";
import { isComponent } from "./change";
import { driftOf } from "./drift";
import type { DriftResult, Engine, EventSink, RunOptions, RunResult, StackOutputs, StateSummary } from "./engine";
import { collect, previewResult, runResult, unexplained } from "./outcome";
import { openStack, RESTORE_STATE, type OpenedStack, type StackRequest } from "./stack";
import { temporaryFolder } from "./workspace";

/**
 * Opens a stage's stack. Makes nothing: the first run that may change something does.
 * @throws DeployError STATE_UNREADABLE
 */
export async function openEngine(request: StackRequest): Promise<Engine> {
  const folder = await temporaryFolder();
  const close = async (): Promise<void> => {
    await request.provider?.stop();
    await folder.remove();
  };
  try {
    return new PulumiEngine(await openStack(request, folder.path), close);
  } catch (error) {
    await close();
    throw error;
  }
}

const QUIET = { color: "never", suppressOutputs: true, suppressProgress: true } as const;

type PlanOptions = RunOptions & { readonly plan?: string };

class PulumiEngine implements Engine {
  #stack: Stack | null;
  readonly #create: () => Promise<Stack>;

  constructor(
    { existing, create }: OpenedStack,
    readonly close: () => Promise<void>,
  ) {
    this.#stack = existing;
    this.#create = create;
  }

  async preview(program: Program, options: PlanOptions): ReturnType<Engine["preview"]> {
    const stack = await this.#made();
    return previewResult(
      await collect(options, (onEvent) =>
        stack.preview({ program, ...settings(options, onEvent), ...planOf(options) }),
      ),
    );
  }

  async up(program: Program, options: PlanOptions): Promise<RunResult> {
    const stack = await this.#made();
    const result = runResult(
      await collect(options, (onEvent) => stack.up({ program, ...settings(options, onEvent), ...planOf(options) })),
    );
    return result.kind === "succeeded" ? { ...result, outputs: await stack.outputs() } : result;
  }

  async previewRefresh(options: RunOptions): Promise<DriftResult> {
    const stack = this.#stack;
    if (stack === null) return { kind: "succeeded", report: { drifts: [], checked: 0 } };
    const outcome = await collect(options, (onEvent) => stack.previewRefresh(settings(options, onEvent)));
    switch (outcome.kind) {
      case "succeeded":
        return { kind: "succeeded", report: driftOf(outcome.events) };
      case "failed":
        return { kind: "failed", failures: outcome.failures };
      case "cancelled":
        return { kind: "cancelled" };
    }
  }

  async refresh(options: RunOptions): Promise<RunResult> {
    const stack = await this.#made();
    return runResult(
      await collect(options, (onEvent) => stack.refresh({ ...settings(options, onEvent), clearPendingCreates: true })),
    );
  }

  async destroy(options: RunOptions): Promise<RunResult> {
    const stack = await this.#made();
    return runResult(await collect(options, (onEvent) => stack.destroy(settings(options, onEvent))));
  }

  async outputs(): Promise<StackOutputs> {
    const stack = this.#stack;
    return stack === null ? {} : readable(stack.name, () => stack.outputs());
  }

  async state(): Promise<StateSummary> {
    const stack = this.#stack;
    if (stack === null) return { resources: 0, entries: 0, pending: [] };
    const exported = (await readable(stack.name, () => stack.exportStack())).deployment as Exported;
    const resources = exported.resources ?? [];
    return {
      resources: resources.filter((resource) => !isComponent(resource.type)).length,
      entries: resources.length,
      pending: (exported.pending_operations ?? []).map(({ type, resource }) => ({
        operation: type,
        urn: resource.urn,
      })),
    };
  }

  async remove(): Promise<void> {
    await this.#stack?.workspace.removeStack(this.#stack.name);
    this.#stack = null;
  }

  async unlock(): Promise<void> {
    await this.#stack?.cancel();
  }

  async #made(): Promise<Stack> {
    this.#stack ??= await this.#create();
    return this.#stack;
  }
}

/** @throws DeployError STATE_UNREADABLE */
async function readable<T>(stage: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const what = `The state of ${stage} cannot be read: ${unexplained(error).message}`;
    throw new DeployError("STATE_UNREADABLE", what, RESTORE_STATE, { cause: error });
  }
}

/** The part of an exported state that is looked at. */
interface Exported {
  readonly resources?: readonly { readonly type: string }[];
  readonly pending_operations?: readonly { readonly type: string; readonly resource: { readonly urn: string } }[];
}

function settings({ signal }: RunOptions, onEvent: EventSink): typeof QUIET & RunSettings {
  return { ...QUIET, onEvent, ...(signal === undefined ? {} : { signal }) };
}

interface RunSettings {
  readonly onEvent: EventSink;
  readonly signal?: AbortSignal;
}

function planOf({ plan }: PlanOptions): { plan?: string } {
  return plan === undefined ? {} : { plan };
}
