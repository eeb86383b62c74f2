import { strict as assert } from "node:assert";
import { repeatedOptions } from "../../../../automation/deployment/repeatedOptions";
import type { UpRequest } from "../../../../automation/deployment/request";

const REQUEST: UpRequest = {
  stage: "dev",
  services: [],
  allow: { replace: [], delete: [] },
  adopt: [],
  approved: true,
  full: false,
  verify: false,
  reason: null,
  overrides: [],
  rollout: "allAtOnce",
  onFailure: "roll-back",
};

describe("the options of a command that a message repeats", () => {
  it("are none of a plain deployment, not even its approval", () => {
    assert.deepEqual(repeatedOptions(REQUEST), []);
  });

  it("are all that the same command needs", () => {
    assert.deepEqual(
      repeatedOptions({
        ...REQUEST,
        allow: { replace: ["table-a"], delete: ["queue-b", "table-c/Index"] },
        overrides: ["freeze"],
        reason: "it's urgent",
        onFailure: "stop",
      }),
      [
        "--allow-replace table-a",
        "--allow-delete queue-b",
        "--allow-delete table-c/Index",
        "--override freeze",
        "--reason 'it'\\''s urgent'",
        "--no-rollback",
      ],
    );
  });

  it("leave out a reason that would end the command in the middle of a message", () => {
    assert.deepEqual(repeatedOptions({ ...REQUEST, reason: "see `up`" }), []);
  });
});
