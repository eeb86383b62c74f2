import { strict as assert } from "node:assert";
import { lastCompletedRestore } from "../../../../automation/failback/failbackTask";
import type { Outcome, ReleaseRecord } from "../../../../model/release/record";
import { recordOf } from "../../../support/records";

const RESTORE = { kind: "restore", stage: "production", id: 1, set: 2, way: "logical", begun: null } as const;
const restore = (id: number, outcome: Outcome = "succeeded"): ReleaseRecord =>
  recordOf(id, { origin: RESTORE, outcome });

describe("the restore that created a recovery stage", () => {
  it("is found below later deployments", () => {
    assert.equal(lastCompletedRestore([recordOf(30), restore(20), recordOf(10)])?.id, 20);
  });

  it("is not one that failed", () => {
    assert.equal(lastCompletedRestore([restore(30, "failed"), restore(20)])?.id, 20);
  });

  it("is not one of a stage that was destroyed since", () => {
    assert.equal(lastCompletedRestore([recordOf(30, { outcome: "destroyed" }), restore(20)]), null);
  });
});
