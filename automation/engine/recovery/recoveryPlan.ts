import { ResourceIndex } from "./resourceIndex";
import { withUnreadInputs, type KnownInputs } from "./unreadInputs";
import { withoutReferences } from "../state/references";
import { sortResources } from "../state/resourceOrder";
import type { ExportedState, PendingOperation, ResourceState } from "../state/exportedState";

/**
 * Marks resources in the state that are still to be read from AWS, so that the next recovery continues an interrupted one.
 * The engine clears it with the first successful read.
 */
export const UNREAD_MARK = "interrupted: to be read back from AWS";

/** Result of the search for a resource whose creation was interrupted. */
export type SearchResult =
  | { readonly kind: "id"; readonly id: string }
  /** It does not exist. */
  | { readonly kind: "absent" }
  /** Its type has no identity in `IDENTITIES`. */
  | { readonly kind: "unknown" };

/** A state without pending operations, and the resources to refresh before it matches AWS. */
export interface RecoveryPlan {
  readonly state: ExportedState;
  readonly interrupted: readonly InterruptedOperation[];
  /** URNs of resources with the mark. */
  readonly unread: readonly string[];
}

/** `adopted`: in the state now, unless the refresh finds that it does not exist. `kept`: existed before. `again`: the next run repeats it. */
export interface InterruptedOperation {
  readonly operation: PendingOperation["type"];
  readonly urn: string;
  readonly type: string;
  readonly result: "adopted" | "kept" | "again" | "unknown";
}

/** Interrupted operations. */
export function pendingOperations({ deployment }: ExportedState): readonly PendingOperation[] {
  return deployment.pending_operations ?? [];
}

/** URNs of resources that an earlier recovery marked and did not read. */
export function unreadUrns({ deployment }: ExportedState): readonly string[] {
  return (deployment.resources ?? []).filter(isUnread).map(({ urn }) => urn);
}

/** Resources whose last create or update failed after some of its AWS calls: the engine keeps their errors. */
export function partialResources({ deployment }: ExportedState): readonly ResourceState[] {
  return (deployment.resources ?? []).filter(
    (resource) => isInAws(resource) && resource.delete !== true && isPartial(resource),
  );
}

const isPartial = ({ initErrors = [] }: ResourceState): boolean => initErrors.some((reason) => reason !== UNREAD_MARK);

const isUnread = ({ initErrors = [] }: ResourceState): boolean => initErrors.includes(UNREAD_MARK);

/** Whether a resource has an id from AWS: a component and a provider have none. */
export function isInAws({ custom, type }: ResourceState): boolean {
  return custom === true && !type.startsWith("pulumi:");
}

/** Whether a state has resources in AWS, or may get some from an interrupted run. */
export function holdsResources(state: ExportedState | null): boolean {
  if (state === null) return false;
  return (state.deployment.resources ?? []).some(isInAws) || pendingOperations(state).length > 0;
}

/**
 * Plans the recovered state.
 * @param found search result of each interrupted creation
 * @param known values in AWS of the inputs that a refresh does not read
 */
export function planRecovery(
  state: ExportedState,
  found: ReadonlyMap<PendingOperation, SearchResult>,
  known: KnownInputs = new Map(),
): RecoveryPlan {
  const mark = (resource: ResourceState): ResourceState => markUnread(resource, known);
  const resources = new ResourceIndex(state.deployment.resources ?? []);
  const interrupted: InterruptedOperation[] = [];
  for (const partial of partialResources(state)) {
    resources.change(partial.urn, (resource) => (resource === partial ? mark(resource) : resource));
    interrupted.push({ operation: "updating", urn: partial.urn, type: partial.type, result: "kept" });
  }
  for (const operation of pendingOperations(state)) {
    const { resource, type } = operation;
    if (!isInAws(resource)) continue;
    const report = (result: InterruptedOperation["result"]): void => {
      interrupted.push({ operation: type, urn: resource.urn, type: resource.type, result });
    };
    if (type !== "creating") {
      resources.change(resource.urn, (other) => (isSameResource(other, resource) ? mark(other) : other));
      report(type === "deleting" && resource.delete === true ? "again" : "kept");
      continue;
    }
    const search = found.get(operation) ?? { kind: "unknown" };
    if (search.kind !== "id") {
      report(search.kind === "absent" ? "again" : "unknown");
      continue;
    }
    // Its parent was to be created first, and does not exist.
    if (!hasOwners(resources, resource)) {
      report("again");
      continue;
    }
    const isKnown = resources.withUrn(resource.urn).some((other) => isLive(other) && other.id === search.id);
    adoptResource(resources, resource, search.id, mark);
    report(isKnown ? "kept" : "adopted");
  }
  const deployment = { ...state.deployment, resources: sortResources(withKnownReferences(resources.all)) };
  delete deployment.pending_operations;
  const recovered = { ...state, deployment };
  return { state: recovered, interrupted, unread: unreadUrns(recovered) };
}

/** Resources to be deleted are not read: deleting a resource that does not exist is no error. */
function markUnread(resource: ResourceState, known: KnownInputs): ResourceState {
  if (resource.delete === true || (isUnread(resource) && !isPartial(resource))) return resource;
  // The mark replaces the errors: the next recovery does not process them a second time.
  return { ...withUnreadInputs(resource, known), initErrors: [UNREAD_MARK] };
}

/** Whether the state has the parent and the provider of a resource. */
function hasOwners(resources: ResourceIndex, { parent, provider }: ResourceState): boolean {
  const owners = [parent, provider?.slice(0, provider.lastIndexOf("::"))];
  return owners.every((urn) => urn === undefined || resources.withUrn(urn).length > 0);
}

/** Without dependencies that were not found: those of a type that creates nothing in AWS, for example. */
function withKnownReferences(resources: readonly ResourceState[]): readonly ResourceState[] {
  const urns = new Set(resources.map(({ urn }) => urn));
  return resources.map((resource) => withoutReferences(resource, (urn) => !urns.has(urn)));
}

const isSameResource = (known: ResourceState, touched: ResourceState): boolean =>
  (known.delete ?? false) === (touched.delete ?? false);

const isLive = (known: ResourceState): boolean => known.delete !== true && known.pendingReplacement !== true;

/** Adds the new resource under its URN. The resource that it replaces is marked for deletion, unless it was already deleted. */
function adoptResource(
  resources: ResourceIndex,
  created: ResourceState,
  id: string,
  mark: (resource: ResourceState) => ResourceState,
): void {
  const old = resources.withUrn(created.urn).find(isLive);
  if (old?.id === id) {
    resources.change(created.urn, (known) => (known === old ? mark(known) : known));
    return;
  }
  resources.change(created.urn, (known) => {
    if (known === old) return { ...known, delete: true };
    return known.pendingReplacement === true ? null : known;
  });
  // The refresh needs the inputs, and reads the other outputs.
  resources.add(mark({ ...created, id, outputs: created.inputs ?? {} }));
}
