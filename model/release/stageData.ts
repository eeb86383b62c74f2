import type { Catalog, Identity, Table } from "../catalog/schema/catalog";
import { newestFirst, type ReleaseRecord } from "./record";

/** What holds data on a stage. */
export interface StageData {
  readonly tables: Catalog["data"]["tables"];
  readonly queues: Catalog["data"]["queues"];
  readonly buckets: Catalog["data"]["buckets"];
  readonly topics: Catalog["events"]["topics"];
  /** Null where nothing was deployed. */
  readonly identity: Identity | null;
  /** Services, for their log groups. */
  readonly services: Catalog["services"];
}

const NO_DATA: StageData = { tables: {}, queues: {}, buckets: {}, topics: {}, identity: null, services: {} };

/** What of a record is needed here. */
export type DataRecord = Pick<ReleaseRecord, "id" | "outcome" | "release" | "undone" | "steps">;

/**
 * What is on the stage now: the live release's, and over it what each later deployment did. One that failed did what it
 * was to do but for `undone`; of one that died nobody knows, so that both what it had and what was there before count.
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

/** Whether a change of a deployment was made. */
type Outcome = "done" | "undone" | "unknown";

function outcomeOf({ outcome, undone, steps }: DataRecord): (name: string) => Outcome {
  const isOver = outcome === "failed" || outcome === "rolled-back" || outcome === "rolling-back";
  // An expansion has made what both releases need; what was held back is the removal of the old.
  const expanded = steps.some(({ step }) => step === "expand");
  return (name) => {
    if (!isOver) return "unknown";
    if (!undone.includes(name)) return "done";
    return expanded ? "unknown" : "undone";
  };
}

function worstOutcome(a: Outcome, b: Outcome): Outcome {
  return [a, b].includes("unknown") ? "unknown" : [a, b].includes("undone") ? "undone" : "done";
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
        undone: old,
        unknown: old === undefined || next === undefined ? (next ?? old) : both(old, next),
      };
      const value = wanted[outcome(name)];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A table as it was, with what the next release adds to it: an expansion makes it so. */
function mergedTable(old: Table, next: Table): Table {
  return withIndexesOf({ ...old, ...(old.ttl === undefined && next.ttl !== undefined ? { ttl: next.ttl } : {}) }, next);
}

/** A table with the indexes and the stream that another one has besides. */
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
