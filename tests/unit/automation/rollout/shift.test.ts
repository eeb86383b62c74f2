import { strict as assert } from "node:assert";
import { DeployError } from "../../../../model/errors";
import {
  shiftTraffic,
  type Clock,
  type Pace,
  type ShiftEnd,
  type ShiftRequest,
} from "../../../../automation/rollout/shift";
import type { Observation, Watch } from "../../../../automation/rollout/versionMonitor";

const PACE: Pace = { minute: 60_000, look: 5_000, late: 120_000, blind: 180_000 };
const HEALTHY: Observation = { breaches: [], judged: 1 };
const BREACHED: Observation = { breaches: [{ name: "f", reason: "8 of 40 invocations failed" }], judged: 1 };
const UNSEEN: Observation = { breaches: [], judged: 0 };

/** A clock that only stands still while somebody works. */
class FakeClock implements Clock {
  time = 0;
  now = (): number => this.time;
  sleep = async (milliseconds: number): Promise<void> => {
    this.time += milliseconds;
  };
}

interface Run {
  readonly end: ShiftEnd | Error;
  /** `0 10%`: when, and what was asked of the aliases. */
  readonly moves: readonly string[];
  readonly clock: FakeClock;
  readonly shares: readonly number[];
  /** `0-5000`: what each look asked for, and when. */
  readonly windows: readonly string[];
}

type Plan = Partial<Pick<ShiftRequest, "steps" | "signal" | "takesUndecided">> & {
  /** ms that pointing all aliases takes. */
  readonly moving?: number;
  readonly onWeigh?: () => void;
  readonly onBack?: () => void;
};

async function run(see: (clock: FakeClock) => Observation | Error, plan: Plan = {}): Promise<Run> {
  const { moving = 0, onWeigh, onBack, ...rest } = plan;
  const shares: number[] = [];
  const windows: string[] = [];
  const clock = new FakeClock();
  const moves: string[] = [];
  const moved = async (what: string): Promise<void> => {
    moves.push(`${String(clock.time)} ${what}`);
    clock.time += moving;
  };
  const watch: Watch = async (from) => {
    windows.push(`${String(from)}-${String(clock.time)}`);
    const seen = see(clock);
    if (seen instanceof Error) throw seen;
    return seen;
  };
  const end = await shiftTraffic({
    steps: [{ percent: 10, bakeMinutes: 10 }],
    traffic: {
      weigh: async (percent) => {
        await moved(`${String(percent)}%`);
        onWeigh?.();
      },
      finish: () => moved("all"),
      back: async (first) => {
        await moved(["back", ...first].join(" "));
        onBack?.();
      },
    },
    watch,
    clock,
    pace: PACE,
    signal: new AbortController().signal,
    takesUndecided: true,
    onShare: (percent) => void shares.push(percent),
    ...rest,
  }).catch((error: unknown) => error as Error);
  return { end, moves, clock, shares, windows };
}

const kindOf = ({ end }: Run): string => (end instanceof Error ? "error" : end.kind);

describe("traffic on its way", () => {
  it("goes over when it has baked", async () => {
    const ran = await run(() => HEALTHY);
    assert.deepEqual([kindOf(ran), ran.moves], ["shifted", ["0 10%", "600000 all"]]);
  });

  it("goes over share by share", async () => {
    const steps = [25, 50, 75].map((percent) => ({ percent, bakeMinutes: 1 }));
    const ran = await run(() => HEALTHY, { steps });
    assert.deepEqual(ran.moves, ["0 25%", "60000 50%", "120000 75%", "180000 all"]);
    assert.deepEqual(ran.shares, [25, 50, 75, 100]);
  });

  it("is watched after the last share for as long as numbers come late, and back even then", async () => {
    const well = await run(() => HEALTHY);
    assert.equal(well.clock.time, 600_000 + PACE.late);
    const ran = await run((clock) => (clock.time >= 650_000 ? BREACHED : HEALTHY));
    assert.deepEqual([kindOf(ran), ran.moves.at(-1)], ["breached", "650000 back f"]);
  });

  it("is looked at as far back as numbers come late, and no further than it began", async () => {
    const steps = Array.from({ length: 9 }, (_, index) => ({ percent: 10 * (index + 1), bakeMinutes: 1 }));
    const { windows } = await run(() => HEALTHY, { steps });
    assert.deepEqual(
      [windows[0], windows.find((window) => window.endsWith("-100000")), windows.at(-1)],
      ["0-0", "0-100000", `${String(660_000 - 2 * PACE.late)}-660000`],
    );
  });

  /* The figure: from the first bad number to all traffic back, on a clock that counts what the calls take too. */
  for (const [what, at] of [
    ["at once", 0],
    ["right after a look", 300_001],
    ["at the very end", 599_999],
  ] as const) {
    it(`is back within 10 s of a number that is bad ${what}`, async () => {
      const ran = await run((clock) => (clock.time >= at ? BREACHED : HEALTHY), { moving: 2_000 });
      assert.equal(kindOf(ran), "breached");
      const [last = ""] = ran.moves.slice(-1);
      assert.match(last, / back f$/, "the failing function goes first");
      const took = ran.clock.time - at;
      console.log(`      back after ${(took / 1_000).toFixed(1)} s, of which the aliases took 2.0`);
      assert.ok(took < 10_000, `${String(took)} ms`);
    });
  }

  it("is back when a later share goes wrong", async () => {
    const steps = [30, 60].map((percent) => ({ percent, bakeMinutes: 1 }));
    const ran = await run((clock) => (clock.time > 60_000 ? BREACHED : HEALTHY), { steps });
    assert.deepEqual(ran.moves, ["0 30%", "60000 60%", "65000 back f"]);
  });

  it("goes on over a look that fails", async () => {
    const ran = await run((clock) => (clock.time === 5_000 ? failure() : HEALTHY));
    assert.equal(kindOf(ran), "shifted");
  });

  it("is back when the numbers stay away", async () => {
    const ran = await run(() => failure());
    assert.deepEqual([kindOf(ran), ran.moves], ["blind", ["0 10%", "180000 back"]]);
  });

  it("is never taken for good by numbers that stay away at the end", async () => {
    const ran = await run((clock) => (clock.time >= 590_000 ? failure() : HEALTHY));
    assert.deepEqual([kindOf(ran), ran.moves.at(-1)], ["blind", "765000 back"]);
  });

  it("goes over without a verdict where the stage takes that", async () => {
    assert.equal(kindOf(await run(() => UNSEEN)), "shifted");
  });

  it("is back without a verdict where the stage does not", async () => {
    const ran = await run(() => UNSEEN, { takesUndecided: false });
    assert.deepEqual([kindOf(ran), ran.moves], ["undecided", ["0 10%", "600000 back"]]);
  });

  it("is back when somebody wants it to stop", async () => {
    const stop = new AbortController();
    const ran = await run(
      (clock) => {
        if (clock.time >= 20_000) stop.abort();
        return HEALTHY;
      },
      { signal: stop.signal },
    );
    assert.deepEqual([kindOf(ran), ran.moves], ["cancelled", ["0 10%", "20000 back"]]);
  });

  it("is back when a share cannot be given", async () => {
    const ran = await run(() => HEALTHY, {
      onWeigh: () => {
        throw failure();
      },
    });
    assert.deepEqual([kindOf(ran), ran.moves], ["failed", ["0 10%", "0 back"]]);
  });

  it("was stopped, and did not fail, where the call under way is what the wish to stop ended", async () => {
    const stop = new AbortController();
    const ran = await run(() => HEALTHY, {
      signal: stop.signal,
      onWeigh: () => {
        stop.abort();
        throw failure();
      },
    });
    assert.deepEqual([kindOf(ran), ran.moves], ["cancelled", ["0 10%", "0 back"]]);
  });

  it("goes back again where it did not all go back, with the reason it was to", async () => {
    let failures = 1;
    const ran = await run(() => BREACHED, {
      onBack: () => {
        if (failures-- > 0) throw failure();
      },
    });
    assert.deepEqual([kindOf(ran), ran.moves], ["breached", ["0 10%", "0 back f", "1000 back f"]]);
    assert.equal((ran.end as { readonly stuck?: unknown }).stuck, null);
  });

  it("says so where it cannot go back", async () => {
    const ran = await run(() => BREACHED, {
      onBack: () => {
        throw failure();
      },
    });
    const { stuck } = ran.end as { readonly stuck?: DeployError };
    assert.deepEqual([kindOf(ran), stuck?.code, ran.moves.length], ["breached", "AWS", 3]);
  });

  it("is back when the watch itself is defective", async () => {
    const ran = await run(() => new TypeError("defect"));
    assert.deepEqual([kindOf(ran), ran.moves], ["error", ["0 10%", "0 back"]]);
  });
});

function failure(): DeployError {
  return new DeployError("AWS", "CloudWatch does not answer.", "Wait.");
}
