import { strict as assert } from "node:assert";
import { violationLines } from "../../../../rehearsal/pipeline/violations";

const ONE = {
  service: "lambda",
  operation: "CreateFunction",
  member: "Role",
  kind: "required",
  constraint: "",
  count: 2,
};

describe("requests that AWS's models refuse", () => {
  it("are counted", () => {
    assert.deepEqual(violationLines({ checked: 9, refused: 0, errors: 0, violations: [] }), [
      "Requests that AWS's API models refuse: 0 of 9",
    ]);
  });

  it("are listed, the most frequent first", () => {
    const other = { ...ONE, member: "Timeout", kind: "range", constraint: "at most 900", count: 3 };
    assert.deepEqual(violationLines({ checked: 9, refused: 5, errors: 0, violations: [ONE, other] }).slice(1), [
      "  lambda CreateFunction: Timeout (range: at most 900), 3 times",
      "  lambda CreateFunction: Role (required), 2 times",
    ]);
  });

  it("are not all listed where they are many", () => {
    const violations = Array.from({ length: 12 }, () => ONE);
    assert.equal(violationLines({ checked: 99, refused: 24, errors: 0, violations }).at(-1), "  and 2 others");
  });

  it("are told apart from those that could not be checked", () => {
    assert.deepEqual(violationLines({ checked: 9, refused: 0, errors: 2, violations: [] }), [
      "Requests that AWS's API models refuse: 0 of 9",
      "Requests that could not be checked: 2. See the log of the local AWS.",
    ]);
  });

  it("are not told of where the local AWS does not know", () => {
    assert.deepEqual(violationLines(null), []);
  });
});
