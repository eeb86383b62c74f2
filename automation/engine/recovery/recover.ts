import { DeployError } from "../../../model/errors";
import type { RunResult } from "../run/runResult";
import { failureFromError } from "../failures/processFailure";
import { IDENTITIES, type AwsLocation } from "./identity";
import {
  isInAws,
  partialResources,
  pendingOperations,
  planRecovery,
  unreadUrns,
  type SearchResult,
  type InterruptedOperation,
  type RecoveryPlan,
} from "./recoveryPlan";
import { intendedInputs, type IntendedInputs } from "./intendedInputs";
import { hasUnreadInputs, type KnownInputs } from "./unreadInputs";
import type { ExportedState, PendingOperation, ResourceState, StateInputs } from "../state/exportedState";
import type { Search, SearchedInputs } from "../../aws/resourceSearch";
import { inParallel } from "../../aws/parallel";
import type { EngineFailure } from "../failures/engineFailure";

/** Ports of a recovery. */
export interface RecoveryPorts extends AwsLocation {
  readonly read: () => Promise<ExportedState | null>;
  readonly write: (state: ExportedState) => Promise<void>;
  /** Reads the resources with these URNs from AWS into the state. */
  readonly refresh: (urns: readonly string[]) => Promise<RecoveryRefreshResult>;
  /** Values in AWS of a resource's inputs that a refresh does not read; null where they are unknown. */
  readonly inspect: (resource: ResourceState) => Promise<StateInputs | null>;
  /** Ids of resources that may have been created, the newest first. */
  readonly find: (search: Search, wanted: SearchedInputs) => Promise<readonly string[]>;
}

/** Result of a refresh, with the URNs of resources that do not exist. */
export type RecoveryRefreshResult = Exclude<RunResult, { kind: "succeeded" }> | RecoveryRefreshSuccess;

interface RecoveryRefreshSuccess {
  readonly kind: "succeeded";
  readonly vanished: ReadonlySet<string>;
}

export type RecoveryResult =
  | { readonly kind: "nothing" }
  | { readonly kind: "recovered"; readonly report: RecoveryReport }
  | { readonly kind: "failed"; readonly failures: readonly EngineFailure[] }
  | { readonly kind: "cancelled" };

/** Interrupted operations and their results. */
export interface RecoveryReport {
  readonly interrupted: readonly InterruptedOperation[];
  readonly intended: IntendedInputs;
  /** URNs of resources that do not exist. */
  readonly vanished: ReadonlySet<string>;
}

/**
 * Brings the state of a stack, whose run was killed, in line with AWS. Resources that this run created are adopted into the
 * state; nothing is created, changed or deleted in AWS. The recovery itself may be killed at any time.
 */
export async function recover(ports: RecoveryPorts): Promise<RecoveryResult> {
  const state = await ports.read();
  if (state === null) return { kind: "nothing" };
  const isWriteNeeded = pendingOperations(state).length > 0 || partialResources(state).length > 0;
  if (!isWriteNeeded && unreadUrns(state).length === 0) return { kind: "nothing" };
  const plan = await planFromAws(state, ports);
  try {
    // Pending operations of a running engine look like those of a killed one, but change the state as they finish.
    if (JSON.stringify(await ports.read()) !== JSON.stringify(state))
      return { kind: "failed", failures: [STATE_IN_USE] };
    if (isWriteNeeded) await ports.write(plan.state);
  } catch (error) {
    if (error instanceof DeployError) throw error;
    return { kind: "failed", failures: [failureFromError(error)] };
  }
  const refreshed: RecoveryRefreshResult =
    plan.unread.length === 0 ? { kind: "succeeded", vanished: new Set() } : await ports.refresh(plan.unread);
  switch (refreshed.kind) {
    case "succeeded":
      return {
        kind: "recovered",
        report: { interrupted: plan.interrupted, intended: intendedInputs(state), vanished: refreshed.vanished },
      };
    case "failed":
      return { kind: "failed", failures: refreshed.failures };
    case "cancelled":
      return { kind: "cancelled" };
  }
}

const STATE_IN_USE: EngineFailure = {
  resource: null,
  message: "the stack is currently locked by another run, which changes its state",
};

async function planFromAws(state: ExportedState, ports: RecoveryPorts): Promise<RecoveryPlan> {
  const creations = pendingOperations(state).filter(({ type, resource }) => type === "creating" && isInAws(resource));
  const found = new Map<PendingOperation, SearchResult>();
  await inParallel(creations, PARALLEL_SEARCHES, async (operation) => {
    found.set(operation, await findResource(operation, state, ports));
  });
  return planRecovery(state, found, await inspectUnreadInputs(state, ports));
}

async function inspectUnreadInputs(state: ExportedState, { inspect }: RecoveryPorts): Promise<KnownInputs> {
  const touched = [...pendingOperations(state).map(({ resource }) => resource), ...partialResources(state)].filter(
    hasUnreadInputs,
  );
  const known = new Map<string, StateInputs>();
  await inParallel(touched, PARALLEL_INSPECTIONS, async (resource) => {
    const values = await inspect(resource);
    if (values !== null) known.set(resource.urn, values);
  });
  return known;
}

const PARALLEL_INSPECTIONS = 5;
const PARALLEL_SEARCHES = 10;

async function findResource(
  { resource }: PendingOperation,
  state: ExportedState,
  ports: RecoveryPorts,
): Promise<SearchResult> {
  const { inputs = {}, type } = resource;
  const identity = IDENTITIES[type];
  switch (identity?.kind) {
    case undefined:
      return { kind: "unknown" };
    case "none":
      return { kind: "absent" };
    case "derived":
      return { kind: "id", id: identity.id(inputs, ports) };
    case "searched": {
      // A resource whose id is in the state is another one: the predecessor that was to be replaced.
      const known = new Set(
        (state.deployment.resources ?? []).flatMap((other) => (other.type === type ? other.id : [])),
      );
      const wanted = withDefaultTags(resource, state);
      const id = (await ports.find(identity.by, wanted)).find((candidate) => !known.has(candidate));
      return id === undefined ? { kind: "absent" } : { kind: "id", id };
    }
  }
}

/** Inputs with the tags that the provider adds: those of a journal are the program's own. */
function withDefaultTags({ inputs = {}, provider = "" }: ResourceState, { deployment }: ExportedState): StateInputs {
  if (inputs["tagsAll"] !== undefined) return inputs;
  const urn = provider.slice(0, Math.max(0, provider.lastIndexOf("::")));
  const given = deployment.resources?.find((resource) => resource.urn === urn)?.inputs?.["defaultTags"];
  if (typeof given !== "string") return inputs;
  const { tags = {} } = JSON.parse(given) as { readonly tags?: StateInputs };
  return { ...inputs, tagsAll: { ...tags, ...(inputs["tags"] as StateInputs | undefined) } };
}
