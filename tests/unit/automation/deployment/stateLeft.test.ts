import { strict as assert } from "node:assert";
import { renewed } from "../../../../automation/deployment/stateLeft";
import { STATE_LEFT, STATE_SUMMARY } from "../../../support/stateSummary";

describe("what a record says of the state, after a deployment that changed nothing", () => {
  const recorded = { ...STATE_LEFT, summary: STATE_SUMMARY };

  it("is the same, with other inputs", () => {
    assert.deepEqual(renewed(recorded, { ...STATE_LEFT, inputs: "b" }), { ...recorded, inputs: "b" });
  });

  it("has no summary of a state that another program wrote", () => {
    const read = { ...STATE_LEFT, state: '"2" w' };
    assert.deepEqual([renewed(recorded, read), renewed(null, read)], [read, read]);
  });
});
