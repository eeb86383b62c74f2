import { strict as assert } from "node:assert";

interface Event {
  readonly Action: string;
  readonly Package?: string;
  readonly Test?: string;
  readonly Output?: string;
}
interface Failure {
  readonly test: string;
  readonly message: string;
}
const { countGo } = require("../../../tools/goTests.cjs") as {
  countGo: (events: readonly Event[]) => { readonly passed: number; readonly failures: readonly Failure[] };
};
const { listFailures } = require("../../../tools/failures.cjs") as {
  listFailures: (failures: readonly Failure[]) => string;
};

describe("counting Go's tests", () => {
  it("counts a test with subtests by its subtests", () => {
    const events = [
      { Action: "pass", Package: "p", Test: "TestA/one" },
      { Action: "output", Package: "p", Test: "TestA/two", Output: "a_test.go:3: want 1, got 2\n" },
      { Action: "fail", Package: "p", Test: "TestA/two" },
      { Action: "fail", Package: "p", Test: "TestA" },
      { Action: "pass", Package: "p", Test: "TestB" },
      { Action: "fail", Package: "p" },
    ];
    const failure = { test: "p TestA/two", message: "a_test.go:3: want 1, got 2\n" };
    assert.deepEqual(countGo(events), { passed: 2, failures: [failure] });
  });

  it("counts a package that does not compile as a failure", () => {
    const failure = { test: "p", message: "" };
    assert.deepEqual(countGo([{ Action: "fail", Package: "p" }]), { passed: 0, failures: [failure] });
  });
});

describe("the failed tests at the end of a run", () => {
  it("has each test with the beginning of its message", () => {
    const message = ["AssertionError: a", "", ...Array.from({ length: 30 }, (_, line) => `at ${line}`)].join("\n");
    const lines = listFailures([{ test: "x.test.ts: x works", message }]).split("\n");
    assert.deepEqual(lines.slice(0, 5), [
      "Failed tests:",
      "",
      "  x.test.ts: x works",
      "    AssertionError: a",
      "    at 0",
    ]);
    assert.equal(lines.at(-1), "    at 10");
  });

  it("says how many more there are", () => {
    const failures = Array.from({ length: 23 }, (_, at) => ({ test: `test ${at}`, message: "m" }));
    assert.match(listFailures(failures), /test 19\n {4}m\n\n {2}and 3 more$/);
  });

  it("is empty where all passed", () => {
    assert.equal(listFailures([]), "");
  });
});
