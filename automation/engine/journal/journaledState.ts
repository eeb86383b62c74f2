import { isInAws } from "../recovery/recoveryPlan";
import type { ExportedState, PendingOperation, ResourceState } from "../state/exportedState";
import type { Journal, JournalEntry } from "./journal";

const EMPTY_STATE: ExportedState = { version: 3, deployment: { resources: [] } };

/**
 * The state with the pending operations that the engine's checkpoints would have left, or more. An operation that ended
 * counts as interrupted too: recovery reads from AWS how it ended. So a journal may also be applied to a state that the
 * engine saved after the journal's run.
 * @param state null where there is none
 * @param journals of runs that did not end, oldest first
 */
export function withJournals(state: ExportedState | null, journals: readonly Journal[]): ExportedState | null {
  return journals.reduce<ExportedState | null>(withJournal, state);
}

function withJournal(base: ExportedState | null, { header, entries }: Journal): ExportedState | null {
  const state = base ?? EMPTY_STATE;
  const known = new Resources(state.deployment.resources ?? []);
  for (const entry of entries) if (!isInAws(entry)) known.addParent(entry);
  const deleted = header.deletions === "all" ? null : new Set(header.deletions);
  const deletions = known.live.filter((resource) => isInAws(resource) && (deleted?.has(resource.urn) ?? true));
  const operations: PendingOperation[] = [
    ...deletions.map((resource) => ({ type: "deleting" as const, resource })),
    ...entries.filter(isInAws).flatMap((entry) => operationsOf(entry, known)),
  ];
  if (operations.length === 0) return base;
  return {
    ...state,
    deployment: {
      ...state.deployment,
      resources: known.all,
      pending_operations: [...(state.deployment.pending_operations ?? []), ...operations],
    },
  };
}

function operationsOf(entry: JournalEntry, known: Resources): readonly PendingOperation[] {
  const { operation, ...resource } = known.withKnownProvider(entry);
  const created = { type: "creating", resource } as const;
  // A created resource that the state has was saved later: recovery reads it.
  const old = operation === "create" ? known.get(entry.urn) : known.find(entry);
  if (old === undefined) return [created];
  const updated = { type: "updating", resource: { ...old, inputs: entry.inputs } } as const;
  return operation === "replace" ? [updated, created] : [updated];
}

/** Resources of a state, and the components and providers that a journal adds. */
class Resources {
  readonly #added: ResourceState[] = [];
  readonly #saved: readonly ResourceState[];
  /** By URN. */
  readonly #live: Map<string, ResourceState>;
  /** By type and name: a resource whose parent changes has another URN in the state. */
  readonly #byName: Map<string, ResourceState>;

  constructor(saved: readonly ResourceState[]) {
    const live = saved.filter((resource) => resource.delete !== true && resource.pendingReplacement !== true);
    this.#saved = saved;
    this.#live = new Map(live.map((resource) => [resource.urn, resource]));
    this.#byName = new Map(live.map((resource) => [typeAndName(resource), resource]));
  }

  get all(): readonly ResourceState[] {
    return [...this.#added, ...this.#saved];
  }

  get live(): readonly ResourceState[] {
    return [...this.#live.values()];
  }

  get(urn: string): ResourceState | undefined {
    return this.#live.get(urn);
  }

  find(entry: JournalEntry): ResourceState | undefined {
    return this.#live.get(entry.urn) ?? this.#byName.get(typeAndName(entry));
  }

  /** Adds a component or a provider that the state does not have. */
  addParent(entry: JournalEntry): void {
    if (this.#live.has(entry.urn)) return;
    const { operation: _operation, ...registered } = entry;
    const resource: ResourceState = { ...registered, ...(entry.custom ? { outputs: entry.inputs } : {}) };
    this.#live.set(entry.urn, resource);
    this.#added.push(resource);
  }

  /** A provider gets its id from the engine: it follows from the reference of the first resource that uses it. */
  withKnownProvider(entry: JournalEntry): JournalEntry {
    const { provider } = entry;
    if (provider === undefined) return entry;
    const separator = provider.lastIndexOf("::");
    const [urn, id] = [provider.slice(0, separator), provider.slice(separator + 2)];
    const known = this.#live.get(urn);
    if (known === undefined) return entry;
    if (known.id !== undefined) return { ...entry, provider: `${urn}::${known.id}` };
    const identified = { ...known, id };
    this.#live.set(urn, identified);
    this.#added.splice(this.#added.indexOf(known), 1, identified);
    return entry;
  }
}

function typeAndName({ type, urn }: Pick<ResourceState, "type" | "urn">): string {
  return `${type} ${urn.split("::").at(-1) ?? ""}`;
}
