import { strict as assert } from "node:assert";
import type { ReleaseRecord } from "../../../../model/release/record";
import { keptReleases } from "../../../../model/release/retention";
import { recordOf } from "../../../support/records";

const DAY = 86_400;
/** Unix seconds */
const NOW = 1_800_000_000;

/** A release so many days ago. */
function daysAgo(days: number, more: Partial<ReleaseRecord> = {}): ReleaseRecord {
  return recordOf(NOW - days * DAY, more);
}

function keptDays(records: readonly ReleaseRecord[], releases: number, days: number): readonly number[] {
  const ids = keptReleases(records, { releases, days }, NOW);
  return records.flatMap(({ id }) => (ids.has(id) ? [(NOW - id) / DAY] : []));
}

describe("the releases that prune keeps", () => {
  const history = [1, 5, 20, 40, 60].map((days) => daysAgo(days));

  it("are the newest successful ones, whatever their age", () => {
    assert.deepEqual(keptDays(history, 4, 1), [1, 5, 20, 40]);
  });

  it("are all of the last days, whatever their number", () => {
    assert.deepEqual(keptDays(history, 2, 30), [1, 5, 20]);
  });

  it("do not count failed ones among the newest", () => {
    const records = [
      daysAgo(2, { outcome: "rolled-back" }),
      daysAgo(3),
      daysAgo(4, { outcome: "failed" }),
      daysAgo(50),
    ];
    assert.deepEqual(keptDays(records, 2, 1), [2, 3, 50]);
  });

  it("include the live one and everything after it", () => {
    const records = [daysAgo(10, { outcome: "failed", steps: [] }), daysAgo(90), daysAgo(100), daysAgo(110)];
    assert.deepEqual(keptDays(records, 2, 1), [10, 90, 100]);
  });

  it("include the target of a kept rollback, and of the rollback that is its target", () => {
    const oldest = daysAgo(300);
    const middle = daysAgo(200, { origin: { kind: "rollback", to: oldest.id, automatic: false } });
    const newest = daysAgo(1, { origin: { kind: "rollback", to: middle.id, automatic: false } });
    assert.deepEqual(keptDays([newest, daysAgo(2), middle, daysAgo(250), oldest], 2, 1), [1, 2, 200, 300]);
  });

  it("include what a rollback that did not finish returns to", () => {
    const target = daysAgo(80);
    const records = [
      daysAgo(1, { outcome: "failed", origin: { kind: "rollback", to: target.id, automatic: false } }),
      daysAgo(2),
      daysAgo(3),
      daysAgo(70),
      target,
    ];
    assert.deepEqual(keptDays(records, 2, 1), [1, 2, 3, 80]);
  });

  it("are the newest record alone on a stage that was destroyed", () => {
    const records = [daysAgo(100, { outcome: "destroyed" }), daysAgo(110, { outcome: "failed" })];
    assert.deepEqual(keptDays(records, 2, 1), [100]);
  });

  it("are none where there are none", () => {
    assert.deepEqual(keptDays([], 2, 1), []);
  });
});
