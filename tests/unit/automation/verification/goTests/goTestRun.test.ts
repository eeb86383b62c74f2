import { strict as assert } from "node:assert";
import { GoTestRun } from "../../../../../automation/verification/goTests/goTestRun";

/** A run of two packages, after these events. */
function runOf(...events: readonly object[]): GoTestRun {
  const run = new GoTestRun(["m/a", "m/b"]);
  for (const event of events) run.add(JSON.stringify(event));
  return run;
}
const of = (Test: string, Action: string, Output?: string) => ({
  Package: "m/a",
  Test,
  Action,
  ...(Output === undefined ? {} : { Output }),
});

describe("GoTestRun", () => {
  it("counts tests that passed, failed and were skipped", () => {
    const { passed, failed, skipped } = runOf(of("A", "pass"), of("B", "fail"), of("C", "skip"), of("D", "pass"));
    assert.deepEqual([passed, failed, skipped], [2, 1, 1]);
  });

  it("keeps the output of failed tests only, each in one piece", () => {
    const run = runOf(
      of("A", "output", "=== RUN   A\n"),
      of("A", "output", "a: 1\n"),
      of("B", "output", "b: 1\n"),
      of("A", "output", "a: 2\n"),
      of("B", "pass"),
      of("A", "fail"),
      { Package: "m/a", Action: "output", Output: "FAIL\tm/a\t0.1s\n" },
      { Package: "m/a", Action: "fail" },
    );
    assert.deepEqual(run.failures(), ["a: 1", "a: 2"]);
  });

  it("keeps a panic, which go attributes to the package", () => {
    const run = runOf(
      { Package: "m/a", Action: "output", Output: "panic: oh\n" },
      { Package: "m/a", Action: "output", Output: "exit status 2\n" },
      { Package: "m/a", Action: "fail" },
    );
    assert.deepEqual(run.failures(), ["panic: oh"]);
  });

  it("keeps lines that are no events", () => {
    const run = new GoTestRun([]);
    run.add("go: cannot run");
    assert.deepEqual(run.failures(), ["go: cannot run"]);
  });

  it("keeps 500 lines of a test at most", () => {
    const lines = Array.from({ length: 600 }, (_, n) => of("A", "output", `${String(n)}\n`));
    assert.equal(runOf(...lines, of("A", "fail")).failures().length, 500);
  });

  it("reports its progress", () => {
    const running = ["B", "C", "D", "E", "F", "G"].map((name) => of(name, "run"));
    const run = runOf(of("A", "run"), of("A", "pass"), ...running, { Package: "m/b", Action: "pass" });
    assert.equal(
      run.progress(),
      "1 passed, 0 failed, 0 skipped; running: B, C, D, E, F, and 1 more; 1 of 2 packages done",
    );
  });

  it("has no progress before the first event", () => {
    assert.equal(runOf().progress(), "0 passed, 0 failed, 0 skipped; no test was running; 0 of 2 packages done");
  });
});
