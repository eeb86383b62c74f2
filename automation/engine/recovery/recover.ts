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
import type { Search, Wanted } from "../../aws/resourceSearch";
import { inParallel } from "../../aws/parallel";
import type { EngineFailure } from "../failures/engineFailure";

/** What a recovery works with. */
export interface RecoveryPorts extends AwsLocation {
  readonly read: () => Promise<ExportedState | null>;
  readonly write: (state: ExportedState) => Promise<void>;
  /** Reads resources back from AWS into the state. @param urns of them */
  readonly refresh: (urns: readonly string[]) => Promise<RecoveryRefreshResult>;
  /** What AWS has of a resource's inputs that a refresh does not read; null where nobody can say. */
  readonly inspect: (resource: ResourceState) => Promise<StateInputs | null>;
  /** Ids of what may have been made, the newest first. */
  readonly find: (search: Search, wanted: Wanted) => Promise<readonly string[]>;
}

/** A refresh, and the URNs of what turned out not to be there. */
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

/** What an interrupted run had begun, and what became of it. */
export interface RecoveryReport {
  readonly interrupted: readonly InterruptedOperation[];
  readonly intended: IntendedInputs;
  /** URNs of what was thought to be there, and is not. */
  readonly vanished: ReadonlySet<string>;
}

/**
 * Brings the state of a stack, whose run was killed, in line with what AWS has. What that run was making and AWS has is
 * taken into the state under its id; nothing is made, changed or deleted. May itself be killed at any moment.
 */
export async function recover(ports: RecoveryPorts): Promise<RecoveryResult> {
  const state = await ports.read();
  if (state === null) return { kind: "nothing" };
  const isToWrite = pendingOperations(state).length > 0 || partialResources(state).length > 0;
  if (!isToWrite && unreadUrns(state).length === 0) return { kind: "nothing" };
  const plan = await planFromAws(state, ports);
  try {
    // Operations of a run that is still going look just as those of one that was killed, but they come to their end.
    if (JSON.stringify(await ports.read()) !== JSON.stringify(state))
      return { kind: "failed", failures: [STATE_IN_USE] };
    if (isToWrite) await ports.write(plan.state);
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
  message: "the stack is currently locked by another run: its state changes while one looks at it",
};

async function planFromAws(state: ExportedState, ports: RecoveryPorts): Promise<RecoveryPlan> {
  const making = pendingOperations(state).filter(({ type, resource }) => type === "creating" && isInAws(resource));
  const found = new Map<PendingOperation, SearchResult>();
  await Promise.all(making.map(async (operation) => found.set(operation, await findResource(operation, state, ports))));
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
    case "nothing":
      return { kind: "absent" };
    case "named":
      return { kind: "id", id: identity.id(inputs, ports) };
    case "sought": {
      // What the state has by its id is something else: an earlier one that was to be replaced.
      const known = new Set(
        (state.deployment.resources ?? []).flatMap((other) => (other.type === type ? other.id : [])),
      );
      const id = (await ports.find(identity.by, inputs)).find((candidate) => !known.has(candidate));
      return id === undefined ? { kind: "absent" } : { kind: "id", id };
    }
  }
}
