import { strict as assert } from "node:assert";

interface Event {
  readonly Action: string;
  readonly Package?: string;
  readonly Test?: string;
}
const { countGo } = require("../../../tools/goTests.cjs") as {
  countGo: (events: readonly Event[]) => { readonly passed: number; readonly failed: number };
};

describe("counting Go's tests", () => {
  it("counts a test with subtests by its subtests", () => {
    const events = [
      { Action: "pass", Package: "p", Test: "TestA/one" },
      { Action: "fail", Package: "p", Test: "TestA/two" },
      { Action: "fail", Package: "p", Test: "TestA" },
      { Action: "pass", Package: "p", Test: "TestB" },
      { Action: "fail", Package: "p" },
    ];
    assert.deepEqual(countGo(events), { passed: 2, failed: 1 });
  });

  it("counts a package that does not compile as a failure", () => {
    assert.deepEqual(countGo([{ Action: "fail", Package: "p" }]), { passed: 0, failed: 1 });
  });
});
