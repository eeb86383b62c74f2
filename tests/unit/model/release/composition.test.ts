import { strict as assert } from "node:assert";
import type { Catalog } from "../../../../model/catalog/schema/catalog";
import { rollbackRelease, stageWithSettingsOf, releaseWithServices } from "../../../../model/release/composition";
import { sameContent } from "../../../../model/release/content";
import { releaseDifferences } from "../../../../model/release/difference";
import { parseReleaseId } from "../../../../model/release/id";
import { stageData } from "../../../../model/release/stageData";
import { rollbackNotes } from "../../../../model/release/rollbackNotes";
import { recordOf } from "../../../support/records";
import { eventCatalog } from "../../../support/eventCatalog";
import { releaseOf, smallCatalog, stageOf as stageFile } from "../../../support/release";

const SMALL = smallCatalog();
const USERS = SMALL.services["users"];

/** The small catalog with another users service and an additional table. */
function changed(): Catalog {
  assert.ok(USERS !== undefined);
  const tables = { ...SMALL.data.tables, teams: { ...SMALL.data.tables["users"], purpose: "Teams" } };
  return {
    ...SMALL,
    data: { ...SMALL.data, tables } as Catalog["data"],
    services: { ...SMALL.services, users: { ...USERS, defaults: { ...USERS.defaults, memory: 256 } } },
  };
}

const THEN = releaseOf(SMALL);
const TODAY = releaseOf(changed());
const LIVE_TODAY = stageData([recordOf(100, { release: THEN }), recordOf(200, { release: TODAY })]);
const FAILED_TODAY = stageData([
  recordOf(100, { release: THEN }),
  recordOf(200, { release: TODAY, outcome: "failed", undone: ["table-teams"] }),
]);

describe("a rollback", () => {
  it("has the services of the target", () => {
    const { catalog } = rollbackRelease(THEN, LIVE_TODAY);
    assert.equal(catalog.services["users"]?.defaults.memory, 128);
  });

  it("keeps today's data", () => {
    const { catalog } = rollbackRelease(THEN, LIVE_TODAY);
    assert.deepEqual(Object.keys(catalog.data.tables), ["users", "jobs", "teams"]);
  });

  it("does not require what the newest failed to create", () => {
    const { catalog } = rollbackRelease(THEN, FAILED_TODAY);
    assert.deepEqual(Object.keys(catalog.data.tables), ["users", "jobs"]);
  });

  it("keeps a table that was removed from the catalog", () => {
    const { catalog } = rollbackRelease(TODAY, stageData([recordOf(100, { release: THEN })]));
    assert.ok("teams" in catalog.data.tables);
  });

  it("has the Cognito triggers of the target and today's users", () => {
    const group = { Staff: { precedence: 3, purpose: "Help customers" } };
    const then = releaseOf(eventCatalog());
    const today = releaseOf({ ...SMALL, identity: { ...SMALL.identity, groups: group } });
    const { identity } = rollbackRelease(then, stageData([recordOf(100, { release: today })])).catalog;
    assert.deepEqual(
      [identity.triggers, identity.tier, identity.groups],
      [then.catalog.identity.triggers, "ESSENTIALS", { ...then.catalog.identity.groups, ...group }],
    );
  });

  it("removes today's triggers if the target has none", () => {
    const { catalog } = rollbackRelease(THEN, stageData([recordOf(100, { release: releaseOf(eventCatalog()) })]));
    assert.deepEqual(catalog.identity.triggers, {});
  });

  it("keeps today's account, domains and data settings", () => {
    const today = stageFile("dev");
    const record = recordOf(100);
    const settings = { ...record.settings, protected: true, settings: { "email-from": "then@example.com" } };
    const stage = stageWithSettingsOf(today, { settings });
    assert.deepEqual([stage.protected, stage.settings], [today.protected, settings.settings]);
  });
});

describe("data in a rollback", () => {
  const INDEXED = SMALL.data.tables["users"];
  assert.ok(INDEXED !== undefined);
  const withUsers = (users: Partial<NonNullable<typeof INDEXED>>): Catalog => ({
    ...SMALL,
    data: { ...SMALL.data, tables: { ...SMALL.data.tables, users: { ...INDEXED, ...users } } },
  });
  const without = (catalog: Catalog, failed: Partial<Parameters<typeof recordOf>[1]> = {}) =>
    stageData([recordOf(100), recordOf(200, { release: releaseOf(catalog), ...failed })]);

  it("gets an index back that the newest release removed", () => {
    const { catalog } = rollbackRelease(THEN, without(withUsers({ indexes: {} })));
    assert.deepEqual(Object.keys(catalog.data.tables["users"]?.indexes ?? {}), ["EmailIndex"]);
  });

  it("keeps an index that was added later", () => {
    const indexes = { ...INDEXED.indexes, PhoneIndex: { hash: "phone", projection: "all" as const } };
    const { catalog } = rollbackRelease(THEN, without(withUsers({ indexes })));
    assert.deepEqual(Object.keys(catalog.data.tables["users"]?.indexes ?? {}), ["EmailIndex", "PhoneIndex"]);
  });

  it("keeps a queue that was added later, and restores the settings of the others", () => {
    const sync = SMALL.data.queues["sync"];
    assert.ok(sync !== undefined);
    const queues = { sync: { ...sync, visibilityTimeout: 60, retention: 60 }, extra: sync };
    const { catalog } = rollbackRelease(THEN, without({ ...SMALL, data: { ...SMALL.data, queues } }));
    assert.deepEqual(catalog.data.queues, { sync, extra: sync });
  });

  it("keeps the longer retention of a queue", () => {
    const sync = SMALL.data.queues["sync"];
    assert.ok(sync !== undefined);
    const short = releaseOf({ ...SMALL, data: { ...SMALL.data, queues: { sync: { ...sync, retention: 60 } } } });
    assert.equal(rollbackRelease(short, stageData([recordOf(100)])).catalog.data.queues["sync"]?.retention, 1_209_600);
  });

  it("keeps a group whose deletion failed", () => {
    const identity = { ...SMALL.identity, groups: {} };
    for (const pending of [["group-Admins"], []]) {
      const today = without({ ...SMALL, identity }, { outcome: "failed", undone: pending });
      assert.deepEqual(Object.keys(rollbackRelease(THEN, today).catalog.identity.groups), ["Admins"]);
    }
  });

  it("keeps a group of an interrupted deployment", () => {
    const identity = { ...SMALL.identity, groups: { Owners: { precedence: 2, purpose: "Own accounts" } } };
    const today = without({ ...SMALL, identity }, { outcome: "deploying" });
    assert.deepEqual(Object.keys(rollbackRelease(THEN, today).catalog.identity.groups).sort(), ["Admins", "Owners"]);
  });

  it("keeps a topic that was added later", () => {
    const topics = { ...SMALL.events.topics, news: { purpose: "News" } };
    const { catalog } = rollbackRelease(THEN, without({ ...SMALL, events: { ...SMALL.events, topics } }));
    assert.deepEqual(Object.keys(catalog.events.topics).sort(), ["news", "notifications"]);
  });

  it("keeps the log group of a service that was added later, without functions and grants", () => {
    assert.ok(USERS !== undefined);
    const services = { ...SMALL.services, news: { ...USERS, service: "news" } };
    const { catalog } = rollbackRelease(THEN, without({ ...SMALL, services }));
    const { functions, grants } = catalog.services["news"] ?? USERS;
    assert.deepEqual([functions, grants], [{}, []]);
  });

  it("names what cannot be restored", () => {
    const { sync: _sync, ...queues } = SMALL.data.queues;
    const { users: _users, ...tables } = SMALL.data.tables;
    const today = without({ ...SMALL, data: { ...SMALL.data, queues, tables } }, { outcome: "failed" });
    assert.deepEqual(rollbackNotes(SMALL, today), [
      "table users was deleted since: it is created again, empty",
      "queue sync was deleted since: it is created again, empty",
    ]);
  });

  it("keeps today's TTL, with a note", () => {
    const then = withUsers({ ttl: "expiresAt" });
    const today = stageData([recordOf(100)]);
    assert.equal(rollbackRelease(releaseOf(then), today).catalog.data.tables["users"]?.ttl, undefined);
    assert.match(rollbackNotes(then, today)[0] ?? "", /table users keeps its TTL off/);
  });
});

describe("a rollback to a queue of another type", () => {
  const then = eventCatalog();
  const { failed } = then.data.queues;
  assert.ok(failed !== undefined);
  const queues = { ...then.data.queues, failed: { ...failed, type: "fifo" as const } };
  const today = stageData([recordOf(100, { release: releaseOf({ ...then, data: { ...then.data, queues } }) })]);

  it("keeps today's type, with a note", () => {
    const { catalog } = rollbackRelease(releaseOf(then), today);
    assert.deepEqual(
      [catalog.data.queues["failed"]?.type, rollbackNotes(then, today)],
      [
        "fifo",
        ["queue failed keeps its type fifo; it was standard then, and its triggers and senders of then may not fit"],
      ],
    );
  });
});

describe("a release with some services of another", () => {
  it("has both releases' services", () => {
    const { catalog } = releaseWithServices(THEN, ["users"], TODAY);
    assert.deepEqual(
      [catalog.services["users"]?.defaults.memory, catalog.services["auth"]],
      [256, SMALL.services["auth"]],
    );
  });

  it("has nothing else of the other: no table, no setting", () => {
    assert.deepEqual(releaseWithServices(THEN, ["users"], TODAY).catalog.data, SMALL.data);
  });

  it("has the artifacts of these services, and no others", () => {
    const other = { ...releaseOf(SMALL), artifacts: {} };
    assert.deepEqual(
      Object.keys(releaseWithServices(THEN, ["auth"], other).artifacts).filter((id) => id.startsWith("auth/")),
      [],
    );
  });

  it("does not have a service that the other lacks", () => {
    const { users: _users, ...services } = SMALL.services;
    const without = releaseWithServices(THEN, ["users"], releaseOf({ ...SMALL, services }));
    assert.deepEqual(Object.keys(without.catalog.services), ["gateway", "auth", "jobs"]);
  });

  it("is unchanged if the service is the same", () => {
    assert.ok(sameContent(releaseWithServices(THEN, ["users"], THEN), THEN));
  });
});

describe("the content of a release", () => {
  it("does not depend on time and source of the build", () => {
    assert.ok(sameContent(THEN, { ...THEN, builtAt: 1, source: { commit: null, branch: null, dirty: true } }));
  });

  it("does not depend on the order of keys", () => {
    const services = Object.fromEntries(Object.entries(SMALL.services).reverse());
    assert.ok(sameContent(THEN, { ...THEN, catalog: { ...SMALL, services } }));
  });

  it("differs with another artifact", () => {
    const artifact = { digest: "cd".repeat(32), size: 1, kind: "handler" } as const;
    assert.ok(!sameContent(THEN, { ...THEN, artifacts: { ...THEN.artifacts, "users/get": artifact } }));
  });
});

describe("the differences between two releases", () => {
  const before = recordOf(100, { release: THEN });

  it("are none between one and itself", () => {
    assert.deepEqual(releaseDifferences(before, before), []);
  });

  it("have a kind and a name", () => {
    const artifacts = {
      ...TODAY.artifacts,
      "users/get": { digest: "cd".repeat(32), size: 1, kind: "handler" as const },
    };
    const after = recordOf(200, { release: { ...TODAY, artifacts } });
    assert.deepEqual(
      releaseDifferences(before, after).map(({ kind, change, name }) => `${kind} ${name} ${change}`),
      ["service users changed", "code users/get changed", "table teams added"],
    );
  });

  it("are reversed if the releases are swapped", () => {
    const after = recordOf(200, { release: TODAY });
    assert.deepEqual(
      releaseDifferences(after, before).map(({ kind, change }) => `${kind} ${change}`),
      ["service changed", "table removed"],
    );
  });
});

describe("the name of a release", () => {
  it("is a second", () => {
    assert.equal(parseReleaseId("1704067200"), 1_704_067_200);
  });

  for (const text of [
    "",
    "latest",
    "-1704067200",
    "1704067200.5",
    "01704067200",
    "17040672000000",
    "1e9",
    " 1704067200",
  ]) {
    it(`is not "${text}"`, () => {
      assert.throws(() => parseReleaseId(text), { code: "USAGE" });
    });
  }
});
