import { strict as assert } from "node:assert";
import type { ReleaseRecord } from "../../../../model/release/record";
import { lastRestore, restoreId, unfinishedRestore } from "../../../../model/release/unfinishedRestore";
import { recordOf } from "../../../support/records";

const ORIGIN = { kind: "restore", stage: "production", id: 50, set: 60, way: "logical", begun: null } as const;
const RESTORED = { tables: 1, items: 2, expiring: 0, users: 0, objects: 0, dataOf: 60 };

const interrupted = (id: number, more: Partial<ReleaseRecord> = {}): ReleaseRecord =>
  recordOf(id, { outcome: "deploying", endedAt: null, origin: ORIGIN, ...more });

describe("an unfinished restore", () => {
  it("is the newest one whose data is not complete", () => {
    const records = [interrupted(100), interrupted(200, { origin: { ...ORIGIN, begun: 100 } })];
    assert.equal(unfinishedRestore(records)?.id, 200);
  });

  it("has the id of its first deployment, under which its progress is", () => {
    const first = lastRestore([interrupted(100)]);
    const second = lastRestore([interrupted(200, { origin: { ...ORIGIN, begun: 100 } })]);
    assert.ok(first !== null && second !== null);
    assert.deepEqual([restoreId(first), restoreId(second)], [100, 100]);
  });

  it("stays unfinished while other deployments fail", () => {
    const failed = recordOf(200, { outcome: "failed" });
    assert.equal(unfinishedRestore([interrupted(100), failed])?.id, 100);
  });

  it("is none where the data is complete and a later step failed", () => {
    const records = [interrupted(100, { outcome: "failed", restored: RESTORED })];
    assert.deepEqual([unfinishedRestore(records), lastRestore(records)?.id], [null, 100]);
  });

  it("is none after a success, or after the stage was destroyed", () => {
    for (const outcome of ["succeeded", "destroyed"] as const)
      assert.equal(lastRestore([interrupted(100), recordOf(200, { outcome })]), null);
  });
});
