import { strict as assert } from "node:assert";
import { EXIT } from "../../../../model/errors";
import { rehearsalExit, violationLines, violationsSince } from "../../../../rehearsal/pipeline/violations";

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
      "The rehearsal failed: on AWS, these requests would end a deployment or break a handler.",
    ]);
  });

  it("are not all listed where they are many", () => {
    const violations = Array.from({ length: 12 }, () => ONE);
    assert.equal(violationLines({ checked: 99, refused: 24, errors: 0, violations }).at(-2), "  and 2 others");
  });

  it("are counted apart from those that could not be checked", () => {
    assert.deepEqual(violationLines({ checked: 9, refused: 0, errors: 2, violations: [] }), [
      "Requests that AWS's API models refuse: 0 of 9",
      "Requests that could not be checked: 2. See the log of the local AWS.",
    ]);
  });

  it("are not printed where the local AWS has no report", () => {
    assert.deepEqual(violationLines(null), []);
  });

  it("of which none is left fail nothing, and one fails the rehearsal", () => {
    assert.deepEqual(
      [null, { refused: 0 }, { refused: 1 }].map((report) => rehearsalExit(report)),
      [EXIT.done, EXIT.done, EXIT.failed],
    );
  });

  it("from before the rehearsal are not counted", () => {
    const other = { ...ONE, member: "Timeout" };
    const before = { checked: 9, refused: 2, deferred: 3, errors: 1, seconds: 1, violations: [ONE] };
    const violations = [
      { ...ONE, count: 3 },
      { ...other, count: 1 },
    ];
    assert.deepEqual(
      violationsSince(before, { checked: 20, refused: 4, deferred: 5, errors: 1, seconds: 3, violations }),
      {
        checked: 11,
        refused: 2,
        deferred: 2,
        errors: 0,
        seconds: 2,
        violations: [
          { ...ONE, count: 1 },
          { ...other, count: 1 },
        ],
      },
    );
  });
});
