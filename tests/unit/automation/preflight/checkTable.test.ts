import { strict as assert } from "node:assert";
import { PREFLIGHT } from "../../../../automation/preflight/checks";
import { CHECKS } from "../../../../model/preflight/checks";
import { FINDINGS } from "../../../../model/preflight/findings";

describe("the table of checks", () => {
  it("has each check of the preflight once, in its order", () => {
    assert.deepEqual(
      PREFLIGHT.map(({ id }) => id),
      Object.keys(CHECKS),
    );
  });

  it("has a finding for each check", () => {
    const found = new Set(Object.values(FINDINGS).map(({ check }) => check));
    assert.deepEqual(
      Object.keys(CHECKS).filter((id) => !found.has(id as keyof typeof CHECKS)),
      [],
    );
  });
});
