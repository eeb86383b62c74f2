import { withUnreadInputs, type KnownInputs } from "./unreadInputs";
import { sortResources } from "../state/resourceOrder";
import type { ExportedState, PendingOperation, ResourceState } from "../state/exportedState";

/**
 * Marks in the state what is still to be read back from AWS, so that a recovery that is interrupted itself is taken up
 * again. The engine clears it with the first read that succeeds.
 */
export const UNREAD_MARK = "interrupted: to be read back from AWS";

/** What looking for a resource that was being made has brought. */
export type SearchResult =
  | { readonly kind: "id"; readonly id: string }
  /** It is not there. */
  | { readonly kind: "absent" }
  /** Nobody knows how to look for its type. */
  | { readonly kind: "unknown" };

/** A state without anything pending, and what is to be read back before it is true. */
export interface RecoveryPlan {
  readonly state: ExportedState;
  readonly interrupted: readonly InterruptedOperation[];
  /** URNs of what carries the mark. */
  readonly unread: readonly string[];
}

/** `adopted` may turn out not to be there once it is read. `kept`: was there before. `again`: made or deleted again. */
export interface InterruptedOperation {
  readonly operation: PendingOperation["type"];
  readonly urn: string;
  readonly type: string;
  readonly result: "adopted" | "kept" | "again" | "unknown";
}

/** What was interrupted, and concerns AWS. */
export function pendingOperations({ deployment }: ExportedState): readonly PendingOperation[] {
  return deployment.pending_operations ?? [];
}

/** URNs of what an earlier recovery marked and never read. */
export function unreadUrns({ deployment }: ExportedState): readonly string[] {
  return (deployment.resources ?? []).filter(isUnread).map(({ urn }) => urn);
}

/** Resources whose last create or update failed after some of its AWS calls: the engine keeps the reasons. */
export function partialResources({ deployment }: ExportedState): readonly ResourceState[] {
  return (deployment.resources ?? []).filter(
    (resource) => isInAws(resource) && resource.delete !== true && isPartial(resource),
  );
}

const isPartial = ({ initErrors = [] }: ResourceState): boolean => initErrors.some((reason) => reason !== UNREAD_MARK);

const isUnread = ({ initErrors = [] }: ResourceState): boolean => initErrors.includes(UNREAD_MARK);

/** Whether something has an id that AWS gave: a component has not, nor a provider. */
export function isInAws({ custom, type }: ResourceState): boolean {
  return custom === true && !type.startsWith("pulumi:");
}

/**
 * Works what was found into the state.
 * @param found of each operation that was making something
 * @param known what AWS has of the inputs that a refresh does not read
 */
export function planRecovery(
  state: ExportedState,
  found: ReadonlyMap<PendingOperation, SearchResult>,
  known: KnownInputs = new Map(),
): RecoveryPlan {
  const marked = (resource: ResourceState): ResourceState => markUnread(resource, known);
  let resources = state.deployment.resources ?? [];
  const interrupted: InterruptedOperation[] = [];
  for (const partial of partialResources(state)) {
    resources = resources.map((resource) => (resource === partial ? marked(resource) : resource));
    interrupted.push({ operation: "updating", urn: partial.urn, type: partial.type, result: "kept" });
  }
  for (const operation of pendingOperations(state)) {
    const { resource, type } = operation;
    if (!isInAws(resource)) continue;
    const told = (fate: InterruptedOperation["result"]): void => {
      interrupted.push({ operation: type, urn: resource.urn, type: resource.type, result: fate });
    };
    if (type !== "creating") {
      resources = resources.map((other) => (isSameResource(other, resource) ? marked(other) : other));
      told(type === "deleting" && resource.delete === true ? "again" : "kept");
      continue;
    }
    const answer = found.get(operation) ?? { kind: "unknown" };
    if (answer.kind !== "id") {
      told(answer.kind === "absent" ? "again" : "unknown");
      continue;
    }
    const kept = resources.some((other) => isLive(other, resource.urn) && other.id === answer.id);
    resources = adoptResource(resources, resource, answer.id, marked);
    told(kept ? "kept" : "adopted");
  }
  const deployment = { ...state.deployment, resources: sortResources(resources) };
  delete deployment.pending_operations;
  const planned = { ...state, deployment };
  return { state: planned, interrupted, unread: unreadUrns(planned) };
}

/** What is to be deleted needs no reading: deleting what is gone is no error. */
function markUnread(resource: ResourceState, known: KnownInputs): ResourceState {
  if (resource.delete === true || (isUnread(resource) && !isPartial(resource))) return resource;
  // The mark takes the place of the reasons: a recovery that is taken up again does not find them again.
  return { ...withUnreadInputs(resource, known), initErrors: [UNREAD_MARK] };
}

const isSameResource = (known: ResourceState, touched: ResourceState): boolean =>
  known.urn === touched.urn && (known.delete ?? false) === (touched.delete ?? false);

const isLive = (known: ResourceState, urn: string): boolean =>
  known.urn === urn && known.delete !== true && known.pendingReplacement !== true;

/** The new one stands for its URN; the one that it replaces waits for its deletion, unless it was deleted before. */
function adoptResource(
  resources: readonly ResourceState[],
  made: ResourceState,
  id: string,
  marked: (resource: ResourceState) => ResourceState,
): readonly ResourceState[] {
  const old = resources.find((known) => isLive(known, made.urn));
  if (old?.id === id) return resources.map((known) => (known === old ? marked(known) : known));
  const others = resources.flatMap((known) => {
    if (known === old) return [{ ...known, delete: true }];
    return known.urn === made.urn && known.pendingReplacement === true ? [] : [known];
  });
  // A read wants to know what was asked for, and finds the rest.
  return [...others, marked({ ...made, id, outputs: made.inputs ?? {} })];
}
