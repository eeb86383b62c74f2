import { strict as assert } from "node:assert";
import { withSummary } from "../../../../automation/state/stateFacts";
import type { ExportedState } from "../../../../automation/engine/state/exportedState";
import { STATE_LEFT, STATE_SUMMARY, SUMMARIZED_STATE } from "../../../support/stateSummary";

const PENDING: ExportedState = {
  version: 3,
  deployment: {
    ...SUMMARIZED_STATE.deployment,
    pending_operations: [
      { resource: { urn: "urn:pulumi:dev::p::aws:sqs/queue:Queue::a", type: "aws:sqs/queue:Queue" }, type: "updating" },
    ],
  },
};

describe("the summary of a state in a record", () => {
  it("is of the state that the deployment left", () => {
    assert.deepEqual(withSummary(STATE_LEFT, SUMMARIZED_STATE), { ...STATE_LEFT, summary: STATE_SUMMARY });
  });

  it("is missing where operations are pending", () => {
    assert.deepEqual(withSummary(STATE_LEFT, PENDING), STATE_LEFT);
  });
});
