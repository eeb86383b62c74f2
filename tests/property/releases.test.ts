import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { catalogSchema, type Catalog } from "../../model/catalog/schema/catalog";
import { rollbackRelease, releaseWithServices } from "../../model/release/composition";
import { expansion } from "../../model/release/expansion";
import { newestFirst, lastGoodRecord, recordAt, servingRecord, type ReleaseRecord } from "../../model/release/record";
import { OUTCOMES } from "../../model/release/outcome";
import { contentOf, returnPoint, rollbackTarget } from "../../model/release/rollback";
import { stageData } from "../../model/release/stageData";
import { functionsOnStage } from "../../model/stage/functions";
import { printSeed, propertyParameters } from "../support/property";
import { recordOf } from "../support/records";
import { releaseOf, smallCatalog, stageOf } from "../support/release";

const WHOLE = smallCatalog();
const STAGE = stageOf("dev");

function some<T>(things: Readonly<Record<string, T>>): fc.Arbitrary<Record<string, T>> {
  return fc.subarray(Object.entries(things)).map((entries) => Object.fromEntries(entries));
}

/** A catalog with resources of all kinds. */
const catalogs: fc.Arbitrary<Catalog> = fc
  .record({
    services: some(WHOLE.services),
    tables: some(WHOLE.data.tables),
    queues: some(WHOLE.data.queues),
    buckets: some(WHOLE.data.buckets),
    topics: some(WHOLE.events.topics),
    groups: some(WHOLE.identity.groups),
    indexes: fc.boolean(),
    memory: fc.constantFrom(128, 256),
    accessTokenHours: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ services, tables, queues, buckets, topics, groups, indexes, memory, accessTokenHours }) =>
    catalogSchema.parse({
      ...WHOLE,
      services: Object.fromEntries(
        Object.entries(services).map(([name, service]) => [
          name,
          { ...service, defaults: { ...service.defaults, memory } },
        ]),
      ),
      data: {
        ...WHOLE.data,
        tables: indexes
          ? tables
          : Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, { ...table, indexes: {} }])),
        queues,
        buckets,
      },
      events: { ...WHOLE.events, topics },
      identity: { ...WHOLE.identity, groups, client: { ...WHOLE.identity.client, accessTokenHours } },
    }),
  );
const releases = catalogs.map((catalog) => releaseOf(catalog));

const pending = fc.subarray([
  ...Object.keys(WHOLE.data.tables).map((name) => `table-${name}`),
  ...Object.keys(WHOLE.data.buckets).map((name) => `bucket-${name}`),
  ...Object.keys(WHOLE.data.queues).map((name) => `queue-${name}`),
  ...Object.keys(WHOLE.identity.groups).map((name) => `group-${name}`),
  "user-pool",
]);

/** History of a stage: deployments in order, each with an outcome or interrupted. */
const histories: fc.Arbitrary<readonly ReleaseRecord[]> = fc
  .array(
    fc.record({
      outcome: fc.constantFrom(...OUTCOMES),
      back: fc.option(fc.nat(20), { nil: null }),
      moved: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((deployments) =>
    deployments.map(({ outcome, back, moved }, index) =>
      recordOf(1_000 + 100 * index, {
        outcome,
        endedAt: outcome === "deploying" || outcome === "testing" ? null : 1_010 + 100 * index,
        traffic: moved ? { "users/get": "2" } : {},
        ...(back === null || index === 0
          ? {}
          : { origin: { kind: "rollback", to: 1_000 + 100 * (back % index), automatic: false } }),
      }),
    ),
  );

/** Outcome of the newest deployment, or interrupted. */
const endings = fc.constantFrom(...OUTCOMES.filter((outcome) => outcome !== "destroyed"));

const keys = (things: object): readonly string[] => Object.keys(things).sort();

describe("any releases", () => {
  before(printSeed);

  it("lose no resource with data in a rollback", () => {
    fc.assert(
      fc.property(releases, releases, releases, pending, endings, (then, live, today, left, outcome) => {
        const records = [recordOf(100, { release: live }), recordOf(200, { release: today, outcome, undone: left })];
        const data = stageData(records);
        const { catalog } = rollbackRelease(then, data);
        for (const name of keys(data.tables)) {
          const [now, next] = [data.tables[name], catalog.data.tables[name]];
          assert.deepEqual({ ...next, indexes: {}, stream: null }, { ...now, indexes: {}, stream: null });
          for (const [index, spec] of Object.entries(now?.indexes ?? {})) assert.deepEqual(next?.indexes[index], spec);
          for (const index of keys(then.catalog.data.tables[name]?.indexes ?? {})) assert.ok(next?.indexes[index]);
        }
        for (const name of keys(data.buckets)) assert.deepEqual(catalog.data.buckets[name], data.buckets[name]);
        for (const name of keys(data.queues))
          assert.ok((catalog.data.queues[name]?.retention ?? 0) >= (data.queues[name]?.retention ?? 0));
        for (const name of keys(data.topics)) assert.ok(name in catalog.events.topics);
        for (const name of keys(data.services)) assert.ok(name in catalog.services);
        for (const name of keys(data.identity?.groups ?? {})) assert.ok(name in catalog.identity.groups);
      }),
      propertyParameters(150),
    );
  });

  it("include all data that a deployment may have left on the stage", () => {
    fc.assert(
      fc.property(releases, releases, pending, endings, (live, today, left, outcome) => {
        const records = [recordOf(100, { release: live }), recordOf(200, { release: today, outcome, undone: left })];
        const data = stageData(records);
        for (const name of keys({ ...live.catalog.data.tables, ...today.catalog.data.tables })) {
          const [before, after] = [name in live.catalog.data.tables, name in today.catalog.data.tables];
          const isOpen = outcome === "deploying" || outcome === "testing";
          const isUndone = left.includes(`table-${name}`);
          const expected = outcome === "succeeded" ? after : isOpen ? before || after : isUndone ? before : after;
          assert.equal(name in data.tables, expected);
        }
      }),
      propertyParameters(150),
    );
  });

  it("restore the functions, grants and events of the target, and no others", () => {
    fc.assert(
      fc.property(releases, releases, (then, today) => {
        const { catalog, artifacts } = rollbackRelease(then, stageData([recordOf(100, { release: today })]));
        const { topics: _topics, ...events } = catalog.events;
        const { topics: _then, ...eventsThen } = then.catalog.events;
        for (const [name, { functions, grants }] of Object.entries(catalog.services)) {
          const old = then.catalog.services[name];
          assert.deepEqual([functions, grants], [old?.functions ?? {}, old?.grants ?? []]);
        }
        assert.deepEqual(
          [keys(then.catalog.services).every((name) => name in catalog.services), events],
          [true, eventsThen],
        );
        assert.deepEqual(artifacts, then.artifacts);
      }),
      propertyParameters(100),
    );
  });

  it("are equal after a second rollback", () => {
    fc.assert(
      fc.property(releases, releases, (then, today) => {
        const once = rollbackRelease(then, stageData([recordOf(100, { release: today })]));
        assert.deepEqual(rollbackRelease(once, stageData([recordOf(200, { release: once })])), once);
      }),
      propertyParameters(100),
    );
  });

  it("change only named services", () => {
    fc.assert(
      fc.property(releases, releases, fc.subarray(Object.keys(WHOLE.services)), (base, from, named) => {
        const { catalog, artifacts } = releaseWithServices(base, named, from);
        for (const name of Object.keys(WHOLE.services)) {
          const source = named.includes(name) ? from : base;
          assert.deepEqual(catalog.services[name], source.catalog.services[name]);
        }
        assert.deepEqual(keys(artifacts), keys(releaseOf(catalog).artifacts));
      }),
      propertyParameters(100),
    );
  });

  it("have all resources of both while they share the traffic, with the old triggers", () => {
    fc.assert(
      fc.property(releases, releases, (old, next) => {
        const wide = expansion({ stage: STAGE, release: old }, { stage: STAGE, release: next }).release;
        for (const kind of ["tables", "queues", "buckets"] as const)
          assert.deepEqual(
            keys(wide.catalog.data[kind]),
            keys({ ...old.catalog.data[kind], ...next.catalog.data[kind] }),
          );
        assert.deepEqual(keys(wide.artifacts), keys({ ...old.artifacts, ...next.artifacts }));
        const routes = (release: typeof old) =>
          functionsOnStage(STAGE, release)
            .flatMap(({ spec }) => spec.routes)
            .sort();
        assert.deepEqual(routes(wide), routes(old));
      }),
      propertyParameters(150),
    );
  });

  it("are not expanded if nothing changes", () => {
    fc.assert(
      fc.property(releases, (release) => {
        const running = { stage: STAGE, release };
        const wide = expansion(running, running).release;
        assert.deepEqual(wide.catalog.data, release.catalog.data);
        assert.deepEqual(wide.artifacts, release.artifacts);
      }),
      propertyParameters(50),
    );
  });
});

describe("any history of a stage", () => {
  it("has the same result in any order", () => {
    fc.assert(
      fc.property(
        histories.chain((records) =>
          fc.tuple(fc.constant(records), fc.shuffledSubarray([...records], { minLength: records.length })),
        ),
        ([records, shuffled]) => {
          const read = (all: readonly ReleaseRecord[]) => [
            newestFirst(all),
            lastGoodRecord(all),
            servingRecord(all),
            rollbackTarget(all, null),
          ];
          assert.deepEqual(read(shuffled), read(records));
        },
      ),
      propertyParameters(100),
    );
  });

  it("never rolls back to a failed release, or to the live one", () => {
    fc.assert(
      fc.property(histories, (records) => {
        const found = rollbackTarget(records, null);
        if (found.kind !== "found") return;
        assert.equal(found.record.outcome, "succeeded");
        const [newest] = newestFirst(records);
        assert.notEqual(found.record.id, newest?.id);
      }),
      propertyParameters(200),
    );
  });

  it("has a live release: the last successful one, or a later one with the traffic", () => {
    fc.assert(
      fc.property(histories, (records) => {
        const [live, serving] = [lastGoodRecord(records), servingRecord(records)];
        if (live === null) return;
        assert.ok(serving !== null && serving.id >= live.id);
        if (serving.id > live.id) assert.ok(Object.keys(serving.traffic).length > 0 || serving.steps.length > 0);
      }),
      propertyParameters(200),
    );
  });

  it("has the same release at a time, independent of later ones", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 900, max: 2_400 }), (records, time) => {
        const exact = records.some(({ id }) => id === time);
        if (exact) return;
        const then = records.filter(({ endedAt }) => endedAt !== null && endedAt <= time);
        assert.deepEqual(recordAt(records, time), lastGoodRecord(then));
      }),
      propertyParameters(100),
    );
  });
});

/** An action on a stage and its outcome. `pick` selects one of the releases that may be named. */
const DEEDS = ["up", "rollback", "rollback --to"] as const;
interface Deed {
  readonly deed: (typeof DEEDS)[number];
  readonly outcome: ReleaseRecord["outcome"];
  readonly pick: number;
}
const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.record({
    deed: fc.constantFrom(...DEEDS),
    outcome: fc.constantFrom("succeeded", "failed", "deploying", "testing", "rolling-back"),
    pick: fc.nat(),
  }),
  { maxLength: 16 },
);

const DEPLOYED = recordOf(1);

interface StageHistory {
  readonly records: readonly ReleaseRecord[];
  /** Contents that were rolled back and not named since. */
  readonly left: ReadonlySet<number>;
  /** The last live content. */
  readonly live: number | null;
}

/** Applies actions as the program would; a rollback goes to the default target or to a named release. */
function historyOf(sequence: readonly Deed[]): StageHistory {
  let history: StageHistory = { records: [], left: new Set(), live: null };
  for (const { deed, outcome, pick } of sequence) {
    const { records, live } = history;
    const id = 1_000 + 100 * records.length;
    const good = records.filter((one) => one.outcome === "succeeded");
    const named = deed === "rollback --to" ? (good[pick % Math.max(1, good.length)] ?? null) : null;
    if (deed === "rollback --to" && named === null) continue;
    const found = deed === "up" ? null : rollbackTarget(records, named);
    if (found !== null && found.kind !== "found") continue;
    const to = found?.record ?? null;
    const record: ReleaseRecord = {
      ...DEPLOYED,
      id,
      outcome,
      ...(to === null ? {} : { origin: { kind: "rollback", to: to.id, automatic: false } }),
    };
    const left = new Set(history.left);
    if (to !== null) {
      if (live !== null) left.add(live);
      left.delete(contentOf(records, to));
    }
    const next = [...records, record];
    history = { records: next, left, live: outcome === "succeeded" ? contentOf(next, record) : live };
  }
  return history;
}

describe("a rollback without a named release, after any history", () => {
  before(printSeed);

  it("never goes to a release that was rolled back", () => {
    fc.assert(
      fc.property(deeds.map(historyOf), ({ records, left }) => {
        const found = rollbackTarget(records, null);
        if (found.kind !== "found") return;
        assert.ok(!left.has(contentOf(records, found.record)), `to ${String(found.record.id)}`);
      }),
      propertyParameters(2_000),
    );
  });

  it("continues an unfinished rollback, also after a failed deployment", () => {
    fc.assert(
      fc.property(deeds.map(historyOf), ({ records }) => {
        const since = newestFirst(records).findIndex(({ outcome }) => outcome === "succeeded");
        const open = newestFirst(records)
          .slice(0, since)
          .find(({ origin }) => origin.kind === "rollback");
        if (open?.origin.kind !== "rollback") return;
        const found = rollbackTarget(records, null);
        assert.equal(found.kind === "found" ? found.record.id : found.kind, open.origin.to);
      }),
      propertyParameters(1_000),
    );
  });

  it("has the target of an automatic rollback, while the stage is partially deployed", () => {
    fc.assert(
      fc.property(deeds.map(historyOf), ({ records }) => {
        const [newest] = newestFirst(records);
        if (newest === undefined || newest.outcome === "succeeded") return;
        const found = rollbackTarget(records, null);
        assert.equal(found.kind === "found" ? found.record.id : null, returnPoint(records)?.record.id ?? null);
      }),
      propertyParameters(1_000),
    );
  });
});
