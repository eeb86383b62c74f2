import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  isPartiallyDeployed,
  isVerified,
  lastGoodRecord,
  recordAt,
  servingRecord,
  unsettledAdoptions,
  type ReleaseRecord,
} from "../../../../model/release/record";
import { recordSchema } from "../../../../model/release/recordSchema";
import { recordOf } from "../../../support/records";
import { stageOf } from "../../../support/release";
import { ROOT } from "../../../support/project/project";

/** A record in an earlier format, or in this one; these files are never changed. */
function frozen(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(ROOT, "tests", "fixtures", "releases", name), "utf8")) as Record<string, unknown>;
}

const NAMES = ["schema-1.json", "schema-1-early.json", "schema-2.json"];

describe("a release record", () => {
  for (const name of NAMES) {
    it(`is read completely: ${name}`, () => {
      const written = frozen(name);
      assertHolds(recordSchema.parse(written), written, name);
    });
  }

  it("has no adopted resources in older formats", () => {
    assert.deepEqual(recordSchema.parse(frozen("schema-1.json")).adopted, []);
  });

  it("has no migrations and no checks in older formats", () => {
    const read = recordSchema.parse(frozen("schema-1-early.json"));
    assert.deepEqual([read.migrated, read.migrations, read.release.catalog.checks], [[], [], { checks: {} }]);
  });

  for (const [what, change] of [
    ["a newer schema", { schema: 3 }],
    ["an unknown field", { colour: "red" }],
    ["an unknown outcome", { outcome: "fine" }],
    ["an id that is no second", { id: 1.5 }],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.equal(recordSchema.safeParse({ ...frozen("schema-1.json"), ...change }).success, false);
    });
  }
});

/** All recorded values are unchanged; keys that were added later are ignored. */
function assertHolds(read: unknown, written: unknown, at: string): void {
  if (typeof written !== "object" || written === null) {
    assert.equal(read, written, at);
    return;
  }
  for (const [key, value] of Object.entries(written)) {
    assertHolds((read as Readonly<Record<string, unknown>> | undefined)?.[key], value, `${at}.${key}`);
  }
}

describe("the last successful release", () => {
  const failed = recordOf(300, { outcome: "failed" });
  const CASES: readonly (readonly [what: string, readonly ReleaseRecord[], number | null])[] = [
    ["is the newest that succeeded", [recordOf(100), recordOf(200), failed], 200],
    ["is found in any order", [failed, recordOf(100), recordOf(200)], 200],
    ["is none where nothing succeeded", [failed], null],
    ["is none after the stage was taken down", [recordOf(100), recordOf(200, { outcome: "destroyed" })], null],
    ["is what came up after that", [recordOf(100, { outcome: "destroyed" }), recordOf(200)], 200],
    ["is none if there is no deployment", [], null],
  ];
  for (const [what, records, expected] of CASES) {
    it(what, () => {
      assert.equal(lastGoodRecord(records)?.id ?? null, expected);
    });
  }
});

describe("the release at a time", () => {
  const records = [recordOf(100), recordOf(200), recordOf(300, { outcome: "failed" })];
  const CASES: readonly (readonly [what: string, number, number | null])[] = [
    ["is the one of that id, good or not", 300, 300],
    ["is the one that was live then", 250, 200],
    ["is not one that was not up yet", 205, 100],
    ["is one from the second at which it was up", 210, 200],
    ["is none before the first", 99, null],
  ];
  for (const [what, time, expected] of CASES) {
    it(what, () => {
      assert.equal(recordAt(records, time)?.id ?? null, expected);
    });
  }
});

describe("a verified release", () => {
  const passed = { id: "health", verdict: "passed" };
  const CASES: readonly (readonly [what: string, Partial<ReleaseRecord>, boolean])[] = [
    ["has passed its checks", {}, true],
    ["may have inconclusive ones", { checks: [passed, { id: "metrics", verdict: "inconclusive" }] }, true],
    ["has none that failed", { checks: [passed, { id: "login", verdict: "failed" }] }, false],
    ["has at least one that passed", { checks: [{ id: "metrics", verdict: "inconclusive" }] }, false],
    ["was checked at all", { checks: [] }, false],
    ["ended well", { outcome: "rolled-back" }, false],
  ];
  for (const [what, more, expected] of CASES) {
    it(what, () => {
      assert.equal(isVerified(recordOf(100, more)), expected);
    });
  }
});

describe("the live release with the traffic", () => {
  const good = recordOf(100);
  const traffic = { "users/get": "7" };
  const rollback = { kind: "rollback", to: 100, automatic: false } as const;
  const steps = [{ step: "up", milliseconds: 9_000 }];
  const CASES: readonly (readonly [what: string, readonly Partial<ReleaseRecord>[], number | null])[] = [
    ["is the live one", [], 100],
    ["is one that was all there when its checks failed", [{ outcome: "failed", steps }], 200],
    ["is a rollback that was all there when its checks failed", [{ outcome: "failed", origin: rollback, steps }], 200],
    ["is the live one while traffic is on its way", [{ outcome: "deploying", shifting: { "users/get": "6" } }], 100],
    ["is an interrupted one that had all of it", [{ outcome: "deploying", traffic }], 200],
    ["is one that failed when it had all of it", [{ outcome: "failed", traffic }], 200],
    [
      "is that one also if another was interrupted since",
      [{ outcome: "failed", traffic }, { outcome: "deploying" }],
      200,
    ],
    ["is the live one where traffic went back first", [{ outcome: "deploying", traffic, origin: rollback }], 100],
    ["is none on a stage that was taken down", [{ outcome: "destroyed", traffic }], null],
    ["is the one that came after", [{ outcome: "rolled-back", traffic }, { origin: rollback }], 300],
  ];
  for (const [what, later, expected] of CASES) {
    it(what, () => {
      const records = [good, ...later.map((more, index) => recordOf(200 + index * 100, { steps: [], ...more }))];
      assert.equal(servingRecord(records)?.id ?? null, expected);
    });
  }
});

describe("a stage is partially deployed", () => {
  const good = recordOf(100);
  const rollback = { kind: "rollback", to: 100, automatic: false } as const;
  const { settings } = good;
  const gradual = { ...settings, rollout: stageOf("production").rollout };
  const CASES: readonly (readonly [what: string, readonly Partial<ReleaseRecord>[], boolean])[] = [
    ["does not, where the last one is live", [], false],
    ["if a rollback was interrupted", [{ outcome: "deploying", origin: rollback, settings: gradual }], true],
    ["if a deployment that shifts traffic all at once was interrupted", [{ outcome: "deploying", settings }], true],
    ["not if a gradual one was interrupted", [{ outcome: "deploying", settings: gradual }], false],
    ["does not, where it was rolled back", [{ outcome: "rolled-back", settings }, { origin: rollback }], false],
    [
      "does not, where a rollback was all there and its checks failed",
      [{ outcome: "failed", origin: rollback, steps: [{ step: "up", milliseconds: 1 }] }],
      false,
    ],
  ];
  for (const [what, later, expected] of CASES) {
    it(what, () => {
      const records = [good, ...later.map((more, index) => recordOf(200 + index * 100, { steps: [], ...more }))];
      assert.equal(isPartiallyDeployed(records), expected);
    });
  }
});

describe("resources that were adopted, and that no successful release has", () => {
  const adopting = (id: number, outcome: ReleaseRecord["outcome"], name: string): ReleaseRecord => ({
    ...recordOf(id, { outcome }),
    adopted: [{ name, type: "aws:dynamodb/table:Table", id: name }],
  });

  it("are those since the last success", () => {
    assert.deepEqual(
      unsettledAdoptions([
        adopting(1, "failed", "table-a"),
        adopting(2, "succeeded", "table-b"),
        adopting(3, "rolled-back", "table-c"),
        adopting(4, "failed", "table-d"),
        adopting(5, "rolling-back", "table-c"),
      ]),
      ["table-c", "table-d"],
    );
  });

  it("are all where nothing succeeded", () => {
    assert.deepEqual(unsettledAdoptions([adopting(1, "failed", "table-a")]), ["table-a"]);
  });

  it("are none where the stage was destroyed since", () => {
    assert.deepEqual(unsettledAdoptions([adopting(1, "failed", "table-a"), recordOf(2, { outcome: "destroyed" })]), []);
  });
});
