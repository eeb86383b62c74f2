import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { catalogSchema, type Catalog } from "../../model/catalog/schema/catalog";
import { rollbackRelease } from "../../model/release/composition";
import { lastGoodRecord, type ReleaseRecord } from "../../model/release/record";
import type { Release } from "../../model/release/release";
import { stageData } from "../../model/release/stageData";
import { printSeed, propertyParameters } from "../support/property";
import { recordOf } from "../support/records";
import { releaseOf, smallCatalog } from "../support/release";

const SMALL = smallCatalog();

/** Resources with data by name; a table's indexes are `table-users/EmailIndex`. */
type Holders = ReadonlySet<string>;

const catalogs: fc.Arbitrary<Catalog> = fc
  .record({
    tables: fc.subarray(["users", "jobs", "tags"]),
    indexes: fc.subarray(["EmailIndex", "PhoneIndex"]),
    queues: fc.subarray(["sync", "export"]),
    groups: fc.subarray(["Admins", "Staff"]),
    topics: fc.subarray(["notifications", "news"]),
    services: fc.subarray(["gateway", "auth", "users"]),
  })
  .map(({ tables, indexes, queues, groups, topics, services }) => {
    const named = <T>(names: readonly string[], value: T): Record<string, T> =>
      Object.fromEntries(names.map((name) => [name, value]));
    return catalogSchema.parse({
      ...SMALL,
      data: {
        ...SMALL.data,
        tables: named(tables, { purpose: "Trial", hash: "id", indexes: named(indexes, { hash: "email" }) }),
        queues: named(queues, SMALL.data.queues["sync"]),
      },
      identity: { ...SMALL.identity, groups: named(groups, { precedence: 1, purpose: "Trial" }) },
      events: { ...SMALL.events, topics: named(topics, { purpose: "Trial" }) },
      services: Object.fromEntries(services.map((name) => [name, SMALL.services[name]])),
    });
  });

function holdersOf({ data, identity, events, services }: Catalog): Holders {
  return new Set([
    ...Object.entries(data.tables).flatMap(([name, { indexes }]) => [
      `table-${name}`,
      ...Object.keys(indexes).map((index) => `table-${name}/${index}`),
    ]),
    ...Object.keys(data.queues).map((name) => `queue-${name}`),
    ...Object.keys(identity.groups).map((name) => `group-${name}`),
    ...Object.keys(events.topics).map((name) => `topic-${name}`),
    ...Object.keys(services).map((name) => `${name}-logs`),
  ]);
}

/** An operation of the engine: on a resource, or on a table with all its changes. */
interface Operation {
  readonly resource: string;
  readonly adds: readonly string[];
  readonly removes: readonly string[];
}

/** Operations of the engine in order: deletions come last. */
function operations(now: Holders, wanted: Holders): readonly Operation[] {
  const resourceOf = (name: string): string => name.split("/")[0] ?? name;
  const adds = [...wanted].filter((name) => !now.has(name));
  const removes = [...now].filter((name) => !wanted.has(name));
  const changed = [...new Set([...adds, ...removes].map(resourceOf))].map((resource) => ({
    resource,
    adds: adds.filter((name) => resourceOf(name) === resource),
    removes: removes.filter((name) => resourceOf(name) === resource),
  }));
  const isDeletion = ({ resource, removes: gone }: Operation): boolean => gone.includes(resource);
  return [...changed.filter((one) => !isDeletion(one)), ...changed.filter(isDeletion)];
}

function carriedOut(now: Holders, done: readonly Operation[]): Holders {
  const after = new Set(now);
  for (const { adds, removes } of done) {
    for (const name of removes) after.delete(name);
    for (const name of adds) after.add(name);
  }
  return after;
}

/** A stage whose engine can stop after any number of operations. */
class SimulatedStage {
  holders: Holders = new Set();
  records: readonly ReleaseRecord[] = [];
  #id = 1_000;

  /** @param after maximum number of operations before it stops */
  deploy(release: Release, how: "completes" | "fails" | "is killed", after: number): readonly Operation[] {
    const planned = operations(this.holders, holdersOf(release.catalog));
    const done = how === "completes" ? planned : planned.slice(0, after);
    this.holders = carriedOut(this.holders, done);
    const pending = planned.filter((one) => !done.includes(one)).map(({ resource }) => resource);
    this.#id += 100;
    const outcome = { completes: "succeeded", fails: "failed", "is killed": "deploying" } as const;
    const record = recordOf(this.#id, {
      release,
      outcome: outcome[how],
      undone: how === "fails" ? pending : [],
      steps: [],
    });
    this.records = [record, ...this.records];
    return done;
  }

  /** @returns operations of the rollback on resources with data */
  rollBack(to: ReleaseRecord, how: "completes" | "fails" | "is killed", after: number): readonly Operation[] {
    return this.deploy(rollbackRelease(to.release, stageData(this.records)), how, after);
  }
}

const steps = fc.array(
  fc.record({
    catalog: catalogs,
    how: fc.constantFrom("completes" as const, "fails" as const, "is killed" as const),
    after: fc.nat(8),
    back: fc.constantFrom("completes" as const, "fails" as const, "is killed" as const),
    backAfter: fc.nat(8),
  }),
  { minLength: 1, maxLength: 5 },
);

describe("data on a stage, after any deployment that stops anywhere", () => {
  before(printSeed);

  it("is never deleted by a rollback and is restored by it, except indexes of the failed table definition", () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const stage = new SimulatedStage();
        stage.deploy(releaseOf(SMALL), "completes", 0);
        for (const { catalog, how, after, back, backAfter } of sequence) {
          const before = stage.holders;
          stage.deploy(releaseOf(catalog), how, after);
          const live = lastGoodRecord(stage.records);
          if (how === "completes" || live === null) continue;
          const done = stage.rollBack(live, back, backAfter);
          for (const name of done.flatMap(({ removes }) => removes))
            assert.ok(name.includes("/") && !before.has(name), `${name} was deleted`);
          if (back !== "completes") continue;
          for (const name of holdersOf(live.release.catalog)) assert.ok(stage.holders.has(name), `${name} is missing`);
        }
      }),
      propertyParameters(80),
    );
  });

  it("follows from the records of finished deployments", () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const stage = new SimulatedStage();
        stage.deploy(releaseOf(SMALL), "completes", 0);
        for (const { catalog, how, after } of sequence)
          stage.deploy(releaseOf(catalog), how === "is killed" ? "fails" : how, after);
        const { tables, queues, topics, identity } = stageData(stage.records);
        const known = holdersOf({
          ...SMALL,
          data: { ...SMALL.data, tables, queues },
          events: { ...SMALL.events, topics },
          identity: identity ?? SMALL.identity,
          services: {},
        });
        assert.deepEqual([...known].sort(), [...stage.holders].filter((name) => !name.endsWith("-logs")).sort());
      }),
      propertyParameters(80),
    );
  });
});
