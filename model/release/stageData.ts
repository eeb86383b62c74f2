import type { Catalog, Identity, Table } from "../catalog/schema/catalog";
import { newestFirst, type ReleaseRecord } from "./record";

/** Resources with data on a stage. */
export interface StageData {
  readonly tables: Catalog["data"]["tables"];
  readonly queues: Catalog["data"]["queues"];
  readonly buckets: Catalog["data"]["buckets"];
  readonly topics: Catalog["events"]["topics"];
  /** Null if nothing was deployed. */
  readonly identity: Identity | null;
  /** Services, for their log groups. */
  readonly services: Catalog["services"];
}

const NO_DATA: StageData = { tables: {}, queues: {}, buckets: {}, topics: {}, identity: null, services: {} };

/** The parts of a record that stageData needs. */
export type DataRecord = Pick<ReleaseRecord, "id" | "outcome" | "release" | "undone" | "steps">;

/**
 * Data on the stage now: the live release's, with the changes of each later deployment. A failed deployment made its
 * changes except those in `undone`. For an interrupted one the changes are unknown, so both states count.
 * @param records of the stage, in any order
 */
export function stageData(records: readonly DataRecord[]): StageData {
  const ordered = newestFirst(records as readonly ReleaseRecord[]) as readonly DataRecord[];
  const start = ordered.findIndex(({ outcome }) => outcome === "succeeded" || outcome === "destroyed");
  const base = start < 0 ? undefined : ordered[start];
  const before = base === undefined || base.outcome === "destroyed" ? NO_DATA : dataOf(base);
  const later = start < 0 ? ordered : ordered.slice(0, start);
  return [...later].reverse().reduce(applyRecord, before);
}

function dataOf({ release: { catalog } }: DataRecord): StageData {
  const { tables, queues, buckets } = catalog.data;
  const { topics } = catalog.events;
  return { tables, queues, buckets, topics, identity: catalog.identity, services: catalog.services };
}

function applyRecord(before: StageData, record: DataRecord): StageData {
  const after = dataOf(record);
  const outcome = outcomeOf(record);
  const kind = <T>(key: "tables" | "queues" | "topics", prefix: string, both: (a: T, b: T) => T): Record<string, T> =>
    applyResources(
      before[key] as Readonly<Record<string, T>>,
      after[key] as Readonly<Record<string, T>>,
      (name) => outcome(`${prefix}${name}`),
      both,
    );
  return {
    tables: kind("tables", "table-", mergedTable),
    queues: kind("queues", "queue-", (_old, next) => next),
    topics: kind("topics", "topic-", (_old, next) => next),
    buckets: applyResources(
      before.buckets,
      after.buckets,
      (name) => worstOutcome(outcome(`bucket-${name}`), outcome(`bucket-${name}-lifecycle`)),
      (_old, next) => next,
    ),
    services: applyResources(
      before.services,
      after.services,
      () => "unknown" as const,
      (_old, next) => next,
    ),
    identity: applyIdentity(before.identity, after.identity, outcome),
  };
}

/** Whether a deployment made a change. */
type Outcome = "done" | "pending" | "unknown";

function outcomeOf({ outcome, undone, steps }: DataRecord): (name: string) => Outcome {
  const isOver = outcome === "failed" || outcome === "rolled-back" || outcome === "rolling-back";
  // An expansion has made the additions; only removals may be pending.
  const expanded = steps.some(({ step }) => step === "expand");
  return (name) => {
    if (!isOver) return "unknown";
    if (!undone.includes(name)) return "done";
    return expanded ? "unknown" : "pending";
  };
}

function worstOutcome(a: Outcome, b: Outcome): Outcome {
  return [a, b].includes("unknown") ? "unknown" : [a, b].includes("pending") ? "pending" : "done";
}

function applyResources<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  outcome: (name: string) => Outcome,
  both: (old: T, next: T) => T,
): Record<string, T> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    names.flatMap((name): (readonly [string, T])[] => {
      const [old, next] = [before[name], after[name]];
      const wanted = {
        done: next,
        pending: old,
        unknown: old === undefined || next === undefined ? (next ?? old) : both(old, next),
      };
      const value = wanted[outcome(name)];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A table during an expansion: as before, with the next release's additions. */
function mergedTable(old: Table, next: Table): Table {
  return withIndexesOf({ ...old, ...(old.ttl === undefined && next.ttl !== undefined ? { ttl: next.ttl } : {}) }, next);
}

/** A table with the additional indexes and the stream of another. */
export function withIndexesOf(table: Table, other: Table): Table {
  const added = Object.entries(other.indexes).filter(([name]) => !Object.hasOwn(table.indexes, name));
  const stream = table.stream ?? other.stream;
  return {
    ...table,
    indexes: { ...table.indexes, ...Object.fromEntries(added) },
    ...(stream === undefined ? {} : { stream }),
  };
}

function applyIdentity(
  before: Identity | null,
  after: Identity | null,
  outcome: (name: string) => Outcome,
): Identity | null {
  if (before === null || after === null) return after ?? before;
  const pool = outcome("user-pool") === "done" ? after : before;
  const groups = applyResources(
    before.groups,
    after.groups,
    (name) => outcome(`group-${name}`),
    (_old, next) => next,
  );
  return { ...pool, groups };
}
