import { strict as assert } from "node:assert";
import { LatencyWindow, ThrottleWindow } from "../../../../automation/restore/adaptiveWindow";

const signal = new AbortController().signal;

describe("the window of calls to a table", () => {
  it("grows by one after as many good calls as may run, and is halved by a throttled one", async () => {
    const window = new ThrottleWindow({ first: 2, max: 32 });
    const limits: number[] = [];
    for (const isTaken of [true, true, true, true, true, false]) {
      await window.run(() => Promise.resolve(isTaken), signal);
      limits.push(window.limit);
    }
    assert.deepEqual(limits, [2, 3, 3, 3, 4, 2]);
  });

  it("never runs more calls than it allows", async () => {
    const window = new ThrottleWindow({ first: 3, max: 3 });
    let [running, most] = [0, 0];
    const call = async (): Promise<boolean> => {
      most = Math.max(most, (running += 1));
      await new Promise(setImmediate);
      running -= 1;
      return true;
    };
    await Promise.all(Array.from({ length: 20 }, () => window.run(call, signal)));
    assert.equal(most, 3);
  });
});

describe("the window of all calls", () => {
  /** Limits after rounds in which each call takes so long. */
  async function limitsAfter(durations: readonly number[]): Promise<readonly number[]> {
    let now = 0;
    const window = new LatencyWindow({ first: 1, max: 4 }, () => now);
    const limits: number[] = [];
    for (const milliseconds of durations) {
      for (let call = window.limit; call > 0; call -= 1)
        await window.run(() => {
          now += milliseconds;
          return Promise.resolve();
        });
      limits.push(window.limit);
    }
    return limits;
  }

  it("grows while calls take as long as before, up to its size", async () => {
    assert.deepEqual(await limitsAfter([10, 10, 10, 10, 10]), [2, 3, 4, 4, 4]);
  });

  it("shrinks where they take more than twice as long, down to one", async () => {
    assert.deepEqual(await limitsAfter([10, 10, 25, 25, 25, 25]), [2, 3, 2, 1, 1, 1]);
  });
});
