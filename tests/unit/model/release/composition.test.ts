import { strict as assert } from "node:assert";
import type { Catalog } from "../../../../model/catalog/schema";
import { rolledBack, stageOf, withServices } from "../../../../model/release/composition";
import { sameContent } from "../../../../model/release/content";
import { releaseDifferences } from "../../../../model/release/difference";
import { releaseId } from "../../../../model/release/id";
import { recordOf } from "../../../support/records";
import { eventCatalog } from "../../../support/eventCatalog";
import { releaseOf, smallCatalog, stageOf as stageFile } from "../../../support/release";

const SMALL = smallCatalog();
const USERS = SMALL.services["users"];

/** The small catalog with another users service, and a table more. */
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

describe("a rollback", () => {
  it("brings the services of then", () => {
    const { catalog } = rolledBack(THEN, { release: TODAY, undone: [] });
    assert.equal(catalog.services["users"]?.defaults.memory, 128);
  });

  it("keeps the data of today", () => {
    const { catalog } = rolledBack(THEN, { release: TODAY, undone: [] });
    assert.deepEqual(Object.keys(catalog.data.tables), ["users", "jobs", "teams"]);
  });

  it("does not ask again for what the newest was to make and could not", () => {
    const { catalog } = rolledBack(THEN, { release: TODAY, undone: ["table-teams"] });
    assert.deepEqual(Object.keys(catalog.data.tables), ["users", "jobs"]);
  });

  it("keeps a table that has gone from the catalog since", () => {
    const { catalog } = rolledBack(TODAY, { release: THEN, undone: [] });
    assert.ok("teams" in catalog.data.tables);
  });

  it("brings the functions that Cognito calls with the rest of then, and the users of today", () => {
    const group = { Staff: { precedence: 3, purpose: "Help customers" } };
    const then = releaseOf(eventCatalog());
    const today = releaseOf({ ...SMALL, identity: { ...SMALL.identity, groups: group } });
    const { identity } = rolledBack(then, { release: today, undone: [] }).catalog;
    assert.deepEqual(
      [identity.triggers, identity.tier, identity.groups],
      [then.catalog.identity.triggers, "ESSENTIALS", group],
    );
  });

  it("takes the triggers of today away where then had none", () => {
    const { catalog } = rolledBack(THEN, { release: releaseOf(eventCatalog()), undone: [] });
    assert.deepEqual(catalog.identity.triggers, {});
  });

  it("leaves where a stage is and how its data are kept as they are today", () => {
    const today = stageFile("dev");
    const record = recordOf(100);
    const settings = { ...record.settings, protected: true, settings: { "email-from": "then@example.com" } };
    const stage = stageOf(today, { settings });
    assert.deepEqual([stage.protected, stage.settings], [today.protected, settings.settings]);
  });
});

describe("a release with some services of another", () => {
  it("has those of the other and its own", () => {
    const { catalog } = withServices(THEN, ["users"], TODAY);
    assert.deepEqual(
      [catalog.services["users"]?.defaults.memory, catalog.services["auth"]],
      [256, SMALL.services["auth"]],
    );
  });

  it("takes nothing else of the other: no table, no setting", () => {
    assert.deepEqual(withServices(THEN, ["users"], TODAY).catalog.data, SMALL.data);
  });

  it("takes the artifacts with the services, and no others", () => {
    const other = { ...releaseOf(SMALL), artifacts: {} };
    assert.deepEqual(
      Object.keys(withServices(THEN, ["auth"], other).artifacts).filter((id) => id.startsWith("auth/")),
      [],
    );
  });

  it("loses a service that the other does not have", () => {
    const { users: _users, ...services } = SMALL.services;
    const without = withServices(THEN, ["users"], releaseOf({ ...SMALL, services }));
    assert.deepEqual(Object.keys(without.catalog.services), ["gateway", "auth", "jobs"]);
  });

  it("is what it was where the service is the same", () => {
    assert.ok(sameContent(withServices(THEN, ["users"], THEN), THEN));
  });
});

describe("the content of a release", () => {
  it("is the same whenever and from whatever it was built", () => {
    assert.ok(sameContent(THEN, { ...THEN, builtAt: 1, source: { commit: null, branch: null, dirty: true } }));
  });

  it("is the same in whatever order its keys come", () => {
    const services = Object.fromEntries(Object.entries(SMALL.services).reverse());
    assert.ok(sameContent(THEN, { ...THEN, catalog: { ...SMALL, services } }));
  });

  it("is another with another artifact", () => {
    const artifact = { digest: "cd".repeat(32), size: 1, kind: "handler" } as const;
    assert.ok(!sameContent(THEN, { ...THEN, artifacts: { ...THEN.artifacts, "users/get": artifact } }));
  });
});

describe("the differences between two releases", () => {
  const before = recordOf(100, { release: THEN });

  it("are none between one and itself", () => {
    assert.deepEqual(releaseDifferences(before, before), []);
  });

  it("are told by kind and name", () => {
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

  it("turn round with the releases", () => {
    const after = recordOf(200, { release: TODAY });
    assert.deepEqual(
      releaseDifferences(after, before).map(({ kind, change }) => `${kind} ${change}`),
      ["service changed", "table removed"],
    );
  });
});

describe("the name of a release", () => {
  it("is a second", () => {
    assert.equal(releaseId("1704067200"), 1_704_067_200);
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
      assert.throws(() => releaseId(text), { code: "USAGE" });
    });
  }
});
