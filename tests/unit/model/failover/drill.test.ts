import { strict as assert } from "node:assert";
import { measured, missedObjectives, type DrillReport } from "../../../../model/failover/drill";

const OBJECTIVES = { recoveryTimeMinutes: 2, recoveryPointMinutes: 10 };
const LOST = 1_700_000_000_000;

function report(times: { readonly set?: number; readonly verified?: number | null }): DrillReport {
  const { set = 60, verified = 90 } = times;
  const figures = measured(
    { setStartedAt: LOST - set * 1_000, lostAt: LOST, verifiedAt: verified === null ? null : LOST + verified * 1_000 },
    OBJECTIVES,
    "logical",
  );
  return figures as DrillReport;
}

describe("the figures of a drill", () => {
  it("are the time until the verification, and the age of the set, with the way", () => {
    const { recoveryTime, recoveryPoint } = report({});
    assert.deepEqual(recoveryTime, { seconds: 90, objectiveSeconds: 120, isMet: true, way: "logical" });
    assert.deepEqual(recoveryPoint, { seconds: 60, objectiveSeconds: 600, isMet: true, way: "logical" });
  });

  it("meet an objective exactly at its limit", () => {
    assert.deepEqual(missedObjectives(report({ set: 600, verified: 120 })), []);
  });

  it("miss each objective on its own", () => {
    assert.deepEqual(missedObjectives(report({ set: 601, verified: 121 })), [
      "recovery time 2.0 min instead of 2.0 min (logical)",
      "recovery point 10.0 min instead of 10.0 min (logical)",
    ]);
  });

  it("have no recovery time where nothing was verified", () => {
    assert.equal(report({ verified: null }).recoveryTime, null);
  });
});
