import { strict as assert } from "node:assert";
import { drillStage } from "../../../../automation/drill/drillStage";
import { stageOf } from "../../../support/release";

describe("the recovery stage of a drill", () => {
  it("replicates nothing: replicas would keep its objects", () => {
    const stage = drillStage({ ...stageOf("disaster-recovery"), recoveryStage: stageOf("production") });
    assert.deepEqual([stage.recovery.kind, stage.recoveryStage], ["off", undefined]);
  });
});
