import { strict as assert } from "node:assert";
import { laterDeployments, releaseOfSet } from "../../../../model/backup/setRelease";
import { recordOf } from "../../../support/records";

const SUCCEEDED = recordOf(100);

describe("the release of a backup set", () => {
  for (const outcome of ["deploying", "testing", "failed", "rolling-back", "rolled-back"] as const)
    it(`is the newest that succeeded, while a later one is ${outcome}`, () => {
      const records = [recordOf(200, { outcome, endedAt: null }), SUCCEEDED, recordOf(50)];
      assert.equal(releaseOfSet(records)?.id, 100);
      assert.deepEqual(laterDeployments(records, SUCCEEDED), [200]);
    });

  it("is none where none succeeded, or the stage was destroyed", () => {
    assert.equal(releaseOfSet([recordOf(100, { outcome: "failed" })]), null);
    assert.equal(releaseOfSet([recordOf(200, { outcome: "destroyed" }), SUCCEEDED]), null);
  });
});
