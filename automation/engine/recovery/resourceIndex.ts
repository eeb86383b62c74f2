import type { ResourceState } from "../state/exportedState";

interface Slot {
  /** Null: removed. */
  resource: ResourceState | null;
}

/**
 * Resources of a state, in its order, by URN. With a journal every resource of a run may have a pending operation, so a
 * recovery that went through all resources for each operation would grow with their square.
 */
export class ResourceIndex {
  readonly #slots: Slot[] = [];
  /** A resource has the URN of its predecessors that are still to be deleted. */
  readonly #byUrn = new Map<string, Slot[]>();

  constructor(resources: readonly ResourceState[]) {
    for (const resource of resources) this.add(resource);
  }

  get all(): readonly ResourceState[] {
    return resourcesOf(this.#slots);
  }

  withUrn(urn: string): readonly ResourceState[] {
    return resourcesOf(this.#byUrn.get(urn) ?? []);
  }

  add(resource: ResourceState): void {
    const slot = { resource };
    this.#slots.push(slot);
    const same = this.#byUrn.get(resource.urn);
    if (same === undefined) this.#byUrn.set(resource.urn, [slot]);
    else same.push(slot);
  }

  /** Changes each resource with a URN. @param change returns null to remove it */
  change(urn: string, change: (resource: ResourceState) => ResourceState | null): void {
    for (const slot of this.#byUrn.get(urn) ?? []) if (slot.resource !== null) slot.resource = change(slot.resource);
  }
}

function resourcesOf(slots: readonly Slot[]): readonly ResourceState[] {
  return slots.flatMap(({ resource }) => resource ?? []);
}
