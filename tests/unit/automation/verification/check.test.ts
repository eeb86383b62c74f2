import { strict as assert } from "node:assert";
import { runChecks, type Check } from "../../../../automation/verification/check";
import { CheckFailed, PASSED, Undecided, type Verdict } from "../../../../automation/verification/verdict";

const FOREVER = new AbortController().signal;

function check(run: Check["run"], more: Partial<Check> = {}): Check {
  return { id: "one", kind: "requests", group: "health", title: "One", timeoutMs: 1_000, attempts: 1, run, ...more };
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

  it("lets one whose time is up clean up first", async () => {
    let isClean = false;
    const slow = check(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            setTimeout(() => {
              isClean = true;
              reject(new Error("aborted"));
            }, 50);
          });
        }),
      { timeoutMs: 20 },
    );
    const verdict = await verdictOfOne(slow);
    assert.deepEqual([isClean, verdict], [true, { kind: "failed", reason: "no verdict within 0.02 s" }]);
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
