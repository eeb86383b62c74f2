import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { catalogSchema, type Catalog } from "../../model/catalog/schema";
import { rolledBack, withServices } from "../../model/release/composition";
import { expansion } from "../../model/release/expansion";
import { byAge, liveRecord, OUTCOMES, recordAt, servingRecord, type ReleaseRecord } from "../../model/release/record";
import { rollbackTarget } from "../../model/release/rollback";
import { functionsOnStage } from "../../model/stage/functions";
import { sayTheSeed, trying } from "../support/property";
import { recordOf } from "../support/records";
import { releaseOf, smallCatalog, stageOf } from "../support/release";

const WHOLE = smallCatalog();
const STAGE = stageOf("dev");

function some<T>(things: Readonly<Record<string, T>>): fc.Arbitrary<Record<string, T>> {
  return fc.subarray(Object.entries(things)).map((entries) => Object.fromEntries(entries));
}

/** A catalog with some of everything. */
const catalogs: fc.Arbitrary<Catalog> = fc
  .record({
    services: some(WHOLE.services),
    tables: some(WHOLE.data.tables),
    queues: some(WHOLE.data.queues),
    buckets: some(WHOLE.data.buckets),
    topics: some(WHOLE.events.topics),
    memory: fc.constantFrom(128, 256),
    accessTokenHours: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ services, tables, queues, buckets, topics, memory, accessTokenHours }) =>
    catalogSchema.parse({
      ...WHOLE,
      services: Object.fromEntries(
        Object.entries(services).map(([name, service]) => [
          name,
          { ...service, defaults: { ...service.defaults, memory } },
        ]),
      ),
      data: { ...WHOLE.data, tables, queues, buckets },
      events: { ...WHOLE.events, topics },
      identity: { ...WHOLE.identity, client: { ...WHOLE.identity.client, accessTokenHours } },
    }),
  );
const releases = catalogs.map((catalog) => releaseOf(catalog));

const undone = fc.subarray([
  ...Object.keys(WHOLE.data.tables).map((name) => `table-${name}`),
  ...Object.keys(WHOLE.data.buckets).map((name) => `bucket-${name}`),
  "user-pool",
]);

/** What became of a stage: deployments in order, each of which ended somehow, or did not. */
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

const keys = (things: object): readonly string[] => Object.keys(things).sort();

describe("releases, whatever they are", () => {
  before(sayTheSeed);

  it("lose no table, no bucket and no user pool in a rollback", () => {
    fc.assert(
      fc.property(releases, releases, undone, (then, today, left) => {
        const { catalog } = rolledBack(then, { release: today, undone: left });
        for (const kind of ["tables", "buckets"] as const) {
          const prefix = kind === "tables" ? "table-" : "bucket-";
          for (const [name, thing] of Object.entries(today.catalog.data[kind]))
            if (!left.includes(`${prefix}${name}`)) assert.deepEqual(catalog.data[kind][name], thing);
        }
        const { identity } = left.includes("user-pool") ? then.catalog : today.catalog;
        assert.deepEqual(catalog.identity, identity);
      }),
      trying(150),
    );
  });

  it("bring back the services, queues and events of then, and no others", () => {
    fc.assert(
      fc.property(releases, releases, (then, today) => {
        const { catalog, artifacts } = rolledBack(then, { release: today, undone: [] });
        assert.deepEqual(
          [catalog.services, catalog.data.queues, catalog.events, artifacts],
          [then.catalog.services, then.catalog.data.queues, then.catalog.events, then.artifacts],
        );
      }),
      trying(100),
    );
  });

  it("are the same again when they roll back twice", () => {
    fc.assert(
      fc.property(releases, releases, (then, today) => {
        const once = rolledBack(then, { release: today, undone: [] });
        assert.deepEqual(rolledBack(once, { release: once, undone: [] }), once);
      }),
      trying(100),
    );
  });

  it("change no service that was not named", () => {
    fc.assert(
      fc.property(releases, releases, fc.subarray(Object.keys(WHOLE.services)), (base, from, named) => {
        const { catalog, artifacts } = withServices(base, named, from);
        for (const name of Object.keys(WHOLE.services)) {
          const source = named.includes(name) ? from : base;
          assert.deepEqual(catalog.services[name], source.catalog.services[name]);
        }
        assert.deepEqual(keys(artifacts), keys(releaseOf(catalog).artifacts));
      }),
      trying(100),
    );
  });

  it("lack nothing of either while they share the traffic, and call what the old one calls", () => {
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
      trying(150),
    );
  });

  it("are widened by nothing when nothing changes", () => {
    fc.assert(
      fc.property(releases, (release) => {
        const running = { stage: STAGE, release };
        const wide = expansion(running, running).release;
        assert.deepEqual(wide.catalog.data, release.catalog.data);
        assert.deepEqual(wide.artifacts, release.artifacts);
      }),
      trying(50),
    );
  });
});

describe("a stage's history, whatever it was", () => {
  it("is read alike in any order", () => {
    fc.assert(
      fc.property(
        histories.chain((records) =>
          fc.tuple(fc.constant(records), fc.shuffledSubarray([...records], { minLength: records.length })),
        ),
        ([records, shuffled]) => {
          const read = (all: readonly ReleaseRecord[]) => [
            byAge(all),
            liveRecord(all),
            servingRecord(all),
            rollbackTarget(all, null),
          ];
          assert.deepEqual(read(shuffled), read(records));
        },
      ),
      trying(100),
    );
  });

  it("never sends anybody back to what was not good, or to where the stage is", () => {
    fc.assert(
      fc.property(histories, (records) => {
        const found = rollbackTarget(records, null);
        if (found.kind !== "found") return;
        assert.equal(found.record.outcome, "succeeded");
        const [newest] = byAge(records);
        assert.notEqual(found.record.id, newest?.id);
      }),
      trying(200),
    );
  });

  it("serves what is live, or what took over after it", () => {
    fc.assert(
      fc.property(histories, (records) => {
        const [live, serving] = [liveRecord(records), servingRecord(records)];
        if (live === null) return;
        assert.ok(serving !== null && serving.id >= live.id);
        if (serving.id > live.id) assert.ok(Object.keys(serving.traffic).length > 0 || serving.steps.length > 0);
      }),
      trying(200),
    );
  });

  it("knows what was live at a time, whatever came later", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 900, max: 2_400 }), (records, time) => {
        const exact = records.some(({ id }) => id === time);
        if (exact) return;
        const then = records.filter(({ endedAt }) => endedAt !== null && endedAt <= time);
        assert.deepEqual(recordAt(records, time), liveRecord(then));
      }),
      trying(100),
    );
  });
});
