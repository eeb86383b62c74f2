import { strict as assert } from "node:assert";
import { runChecks, type Check } from "../../../../automation/verification/check";
import { CheckFailed, PASSED, Inconclusive, type Verdict } from "../../../../automation/verification/verdict";

const FOREVER = new AbortController().signal;

function check(run: Check["run"], more: Partial<Check> = {}): Check {
  return {
    id: "one",
    kind: "requests",
    group: "health",
    title: "One",
    timeoutMs: 1_000,
    graceMs: 50,
    attempts: 1,
    run,
    ...more,
  };
}

async function verdictOfOne(one: Check, signal = FOREVER): Promise<Verdict | undefined> {
  return (await runChecks([one], signal))[0]?.verdict;
}

describe("runChecks", () => {
  it("fails a check that times out", async () => {
    const hanging = check(() => new Promise(() => undefined), { timeoutMs: 20 });
    assert.deepEqual(await verdictOfOne(hanging), { kind: "failed", reason: "no verdict within 0.02 s" });
  });

  it("makes a monitoring check inconclusive that times out", async () => {
    const hanging = check(() => new Promise(() => undefined), { kind: "logs", group: "logs", timeoutMs: 20 });
    assert.deepEqual(await verdictOfOne(hanging), {
      kind: "inconclusive",
      reason: "the logs could not be read: no verdict within 0.02 s",
    });
  });

  /** A check that needs a while for its verdict after the abort. */
  function ending(verdict: Verdict, graceMs: number): Check {
    return check(
      (signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            setTimeout(resolve, 100, verdict);
          });
        }),
      { timeoutMs: 20, graceMs },
    );
  }
  const EVIDENCE = [{ request: "GET /tags", response: "500", logs: [] }];
  const LATE: readonly (readonly [what: string, last: Verdict, expected: Verdict])[] = [
    [
      "its reason and the test data that was not deleted",
      { kind: "failed", reason: "500, not 200", evidence: EVIDENCE, left: ["a tag"] },
      { kind: "failed", reason: "no verdict within 0.02 s: 500, not 200", evidence: EVIDENCE, left: ["a tag"] },
    ],
    ["that all was well but for a slow clean-up", PASSED, PASSED],
    [
      "that all was well but for what it left",
      { kind: "passed", left: ["a tag"] },
      { kind: "passed", left: ["a tag"] },
    ],
    [
      "that it was inconclusive",
      { kind: "inconclusive", reason: "no message" },
      { kind: "inconclusive", reason: "no verdict within 0.02 s: no message" },
    ],
  ];
  for (const [what, last, expected] of LATE) {
    it(`waits for the cleanup of a check that timed out, and keeps ${what}`, async () => {
      assert.deepEqual(await verdictOfOne(ending(last, 60_000)), expected);
    });
  }

  it("waits no longer than the grace period", async () => {
    const verdict = await verdictOfOne(ending(PASSED, 10));
    assert.deepEqual(verdict, { kind: "failed", reason: "no verdict within 0.02 s" });
  });

  it("stops when it is aborted", async () => {
    const stop = new AbortController();
    const running = verdictOfOne(
      check(() => new Promise(() => undefined)),
      stop.signal,
    );
    stop.abort();
    assert.deepEqual(await running, { kind: "failed", reason: "cancelled" });
  });

  const THROWN: readonly (readonly [unknown, Verdict])[] = [
    [new Error("socket hang up"), { kind: "failed", reason: "socket hang up" }],
    [new CheckFailed("401, not 200"), { kind: "failed", reason: "401, not 200" }],
    [new Inconclusive("no metric yet"), { kind: "inconclusive", reason: "no metric yet" }],
  ];
  for (const [error, expected] of THROWN) {
    it(`turns ${String(error)} into a verdict`, async () => {
      assert.deepEqual(await verdictOfOne(check(() => Promise.reject(error as Error))), expected);
    });
  }

  it("repeats a failed check up to its number of attempts", async () => {
    let tries = 0;
    const failing = check(() => Promise.resolve({ kind: "failed", reason: String((tries += 1)) }), { attempts: 2 });
    assert.deepEqual(await verdictOfOne(failing), { kind: "failed", reason: "2" });
  });

  it("does not repeat a check with test data that was not deleted", async () => {
    let tries = 0;
    const littering = check(
      () => {
        tries += 1;
        return Promise.resolve({ kind: "failed", reason: "no", left: ["a tag"] });
      },
      { attempts: 3 },
    );
    await verdictOfOne(littering);
    assert.equal(tries, 1);
  });

  it("does not repeat an inconclusive check", async () => {
    let tries = 0;
    const open = check(
      () => {
        tries += 1;
        return Promise.reject(new Inconclusive("nothing there"));
      },
      { attempts: 3 },
    );
    await verdictOfOne(open);
    assert.equal(tries, 1);
  });

  it("returns results in the order of the checks", async () => {
    const slow = check(() => new Promise((resolve) => setTimeout(resolve, 30, PASSED)), { id: "slow" });
    const fast = check(() => Promise.resolve(PASSED), { id: "fast" });
    assert.deepEqual(
      (await runChecks([slow, fast], FOREVER)).map(({ id }) => id),
      ["slow", "fast"],
    );
  });
});
