import { strict as assert } from "node:assert";
import { runChecks, type Check } from "../../../../automation/verification/check";
import { CheckFailed, PASSED, Undecided, type Verdict } from "../../../../automation/verification/verdict";

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

describe("running checks", () => {
  it("fails one that takes too long, and says so", async () => {
    const hanging = check(() => new Promise(() => undefined), { timeoutMs: 20 });
    assert.deepEqual(await verdictOfOne(hanging), { kind: "failed", reason: "no verdict within 0.02 s" });
  });

  it("has no verdict of one that only watches and takes too long", async () => {
    const hanging = check(() => new Promise(() => undefined), { kind: "logs", group: "logs", timeoutMs: 20 });
    assert.deepEqual(await verdictOfOne(hanging), {
      kind: "inconclusive",
      reason: "the logs could not be read: no verdict within 0.02 s",
    });
  });

  /** One that is told that its time is up, and then needs a while for its last word. */
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
  const LATE: readonly (readonly [what: string, said: Verdict, expected: Verdict])[] = [
    [
      "what it saw and left behind",
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
      "that it could not tell",
      { kind: "inconclusive", reason: "no message" },
      { kind: "inconclusive", reason: "no verdict within 0.02 s: no message" },
    ],
  ];
  for (const [what, said, expected] of LATE) {
    it(`waits for one whose time is up to clean up, and keeps ${what}`, async () => {
      assert.deepEqual(await verdictOfOne(ending(said, 60_000)), expected);
    });
  }

  it("waits no longer than a check's clean-up may take", async () => {
    const verdict = await verdictOfOne(ending(PASSED, 10));
    assert.deepEqual(verdict, { kind: "failed", reason: "no verdict within 0.02 s" });
  });

  it("ends at once when nobody waits any more", async () => {
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
    [new Undecided("no metric yet"), { kind: "inconclusive", reason: "no metric yet" }],
  ];
  for (const [error, expected] of THROWN) {
    it(`makes a verdict of ${String(error)}`, async () => {
      assert.deepEqual(await verdictOfOne(check(() => Promise.reject(error as Error))), expected);
    });
  }

  it("tries again as often as the check says, and no more", async () => {
    let tries = 0;
    const failing = check(() => Promise.resolve({ kind: "failed", reason: String((tries += 1)) }), { attempts: 2 });
    assert.deepEqual(await verdictOfOne(failing), { kind: "failed", reason: "2" });
  });

  it("does not try one again that has left something behind: it would be forgotten", async () => {
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

  it("does not try an inconclusive one again", async () => {
    let tries = 0;
    const open = check(
      () => {
        tries += 1;
        return Promise.reject(new Undecided("nothing there"));
      },
      { attempts: 3 },
    );
    await verdictOfOne(open);
    assert.equal(tries, 1);
  });

  it("answers in the order of the checks, whichever ends first", async () => {
    const slow = check(() => new Promise((resolve) => setTimeout(resolve, 30, PASSED)), { id: "slow" });
    const fast = check(() => Promise.resolve(PASSED), { id: "fast" });
    assert.deepEqual(
      (await runChecks([slow, fast], FOREVER)).map(({ id }) => id),
      ["slow", "fast"],
    );
  });
});
