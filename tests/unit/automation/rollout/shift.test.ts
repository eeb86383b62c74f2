import { strict as assert } from "node:assert";
import { DeployError } from "../../../../model/errors";
import {
  shiftTraffic,
  type Clock,
  type ShiftTiming,
  type ShiftResult,
  type ShiftRequest,
} from "../../../../automation/rollout/shift";
import { totalsOf } from "../../../../automation/rollout/totals";
import type { Observation, Monitor } from "../../../../automation/rollout/versionMonitor";

const TIMING: ShiftTiming = {
  minuteMs: 60_000,
  pollIntervalMs: 5_000,
  metricsDelayMs: 120_000,
  metricsTimeoutMs: 180_000,
};
const TOTALS = { current: totalsOf([]), baseline: totalsOf([]) };
const HEALTHY: Observation = { ...TOTALS, breaches: [], analyzed: 1 };
const BREACHED: Observation = { ...HEALTHY, breaches: [{ name: "f", reason: "8 of 40 invocations failed" }] };
const NO_TRAFFIC: Observation = { ...TOTALS, breaches: [], analyzed: 0 };

/** A clock that advances only in `sleep`. */
class FakeClock implements Clock {
  time = 0;
  now = (): number => this.time;
  sleep = async (milliseconds: number): Promise<void> => {
    this.time += milliseconds;
  };
}

interface Run {
  readonly end: ShiftResult | Error;
  /** `0 10%`: time and call of the router. */
  readonly moves: readonly string[];
  readonly clock: FakeClock;
  readonly shares: readonly number[];
  /** `0-5000`: start and time of each analysis. */
  readonly windows: readonly string[];
  /** `10% 1 0`: share, analysed functions, breaches of each analysis. */
  readonly analyses: readonly string[];
}

type Plan = Partial<Pick<ShiftRequest, "steps" | "signal" | "acceptInconclusive">> & {
  /** Duration of a call of the router. ms */
  readonly moving?: number;
  readonly onSetWeight?: () => void;
  readonly onBack?: () => void;
};

async function run(see: (clock: FakeClock) => Observation | Error, plan: Plan = {}): Promise<Run> {
  const { moving = 0, onSetWeight, onBack, ...rest } = plan;
  const shares: number[] = [];
  const windows: string[] = [];
  const analyses: string[] = [];
  const clock = new FakeClock();
  const moves: string[] = [];
  const moved = async (what: string): Promise<void> => {
    moves.push(`${String(clock.time)} ${what}`);
    clock.time += moving;
  };
  const monitor: Monitor = async (from) => {
    windows.push(`${String(from)}-${String(clock.time)}`);
    const seen = see(clock);
    if (seen instanceof Error) throw seen;
    return seen;
  };
  const end = await shiftTraffic({
    steps: [{ percent: 10, bakeMinutes: 10 }],
    router: {
      setWeight: async (percent) => {
        await moved(`${String(percent)}%`);
        onSetWeight?.();
      },
      routeToNew: () => moved("all"),
      routeToOld: async (first) => {
        await moved(["back", ...first].join(" "));
        onBack?.();
      },
    },
    monitor,
    clock,
    timing: TIMING,
    signal: new AbortController().signal,
    acceptInconclusive: true,
    onWeight: (percent) => void shares.push(percent),
    onAnalysis: ({ analyzed, breaches }, percent) =>
      void analyses.push(`${String(percent)}% ${String(analyzed)} ${String(breaches.length)}`),
    ...rest,
  }).catch((error: unknown) => error as Error);
  return { end, moves, clock, shares, windows, analyses };
}

const kindOf = ({ end }: Run): string => (end instanceof Error ? "error" : end.kind);

describe("shiftTraffic", () => {
  it("routes all traffic to the new versions after the bake time", async () => {
    const ran = await run(() => HEALTHY);
    assert.deepEqual([kindOf(ran), ran.moves], ["shifted", ["0 10%", "600000 all"]]);
  });

  it("shifts step by step", async () => {
    const steps = [25, 50, 75].map((percent) => ({ percent, bakeMinutes: 1 }));
    const ran = await run(() => HEALTHY, { steps });
    assert.deepEqual(ran.moves, ["0 25%", "60000 50%", "120000 75%", "180000 all"]);
    assert.deepEqual(ran.shares, [25, 50, 75, 100]);
  });

  it("reports each analysis, the one that ends the rollout too", async () => {
    const { analyses } = await run((clock) =>
      clock.time >= 10_000 ? BREACHED : clock.time > 0 ? HEALTHY : NO_TRAFFIC,
    );
    assert.deepEqual(analyses, ["10% 0 0", "10% 1 0", "10% 1 1"]);
  });

  it("monitors after the last step for the delay of metrics, and rolls back even then", async () => {
    const well = await run(() => HEALTHY);
    assert.equal(well.clock.time, 600_000 + TIMING.metricsDelayMs);
    const ran = await run((clock) => (clock.time >= 650_000 ? BREACHED : HEALTHY));
    assert.deepEqual([kindOf(ran), ran.moves.at(-1)], ["breached", "650000 back f"]);
  });

  it("analyses twice the delay of metrics, but not the time before the rollout", async () => {
    const steps = Array.from({ length: 9 }, (_, index) => ({ percent: 10 * (index + 1), bakeMinutes: 1 }));
    const { windows } = await run(() => HEALTHY, { steps });
    assert.deepEqual(
      [windows[0], windows.find((window) => window.endsWith("-100000")), windows.at(-1)],
      ["0-0", "0-100000", `${String(660_000 - 2 * TIMING.metricsDelayMs)}-660000`],
    );
  });

  /* The figure: from the first breach to the end of the rollback, including the duration of the calls. */
  for (const [what, at] of [
    ["at once", 0],
    ["right after an analysis", 300_001],
    ["at the very end", 599_999],
  ] as const) {
    it(`rolls back within 10 s of a breach ${what}`, async () => {
      const ran = await run((clock) => (clock.time >= at ? BREACHED : HEALTHY), { moving: 2_000 });
      assert.equal(kindOf(ran), "breached");
      const [last = ""] = ran.moves.slice(-1);
      assert.match(last, / back f$/, "the failing function comes first");
      const took = ran.clock.time - at;
      console.log(`      rolled back after ${(took / 1_000).toFixed(1)} s, of which the aliases took 2.0`);
      assert.ok(took < 10_000, `${String(took)} ms`);
    });
  }

  it("rolls back on a breach in a later step", async () => {
    const steps = [30, 60].map((percent) => ({ percent, bakeMinutes: 1 }));
    const ran = await run((clock) => (clock.time > 60_000 ? BREACHED : HEALTHY), { steps });
    assert.deepEqual(ran.moves, ["0 30%", "60000 60%", "65000 back f"]);
  });

  it("tolerates a failed analysis", async () => {
    const ran = await run((clock) => (clock.time === 5_000 ? failure() : HEALTHY));
    assert.equal(kindOf(ran), "shifted");
  });

  it("rolls back when metrics are missing for too long", async () => {
    const ran = await run(() => failure());
    assert.deepEqual([kindOf(ran), ran.moves], ["metrics-unavailable", ["0 10%", "180000 back"]]);
  });

  it("rolls back when metrics are missing at the end", async () => {
    const ran = await run((clock) => (clock.time >= 590_000 ? failure() : HEALTHY));
    assert.deepEqual([kindOf(ran), ran.moves.at(-1)], ["metrics-unavailable", "765000 back"]);
  });

  it("continues without a verdict where the stage accepts that", async () => {
    assert.equal(kindOf(await run(() => NO_TRAFFIC)), "shifted");
  });

  it("rolls back without a verdict where the stage does not", async () => {
    const ran = await run(() => NO_TRAFFIC, { acceptInconclusive: false });
    assert.deepEqual([kindOf(ran), ran.moves], ["inconclusive", ["0 10%", "600000 back"]]);
  });

  it("rolls back when it is cancelled", async () => {
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

  it("rolls back when a weight cannot be set", async () => {
    const ran = await run(() => HEALTHY, {
      onSetWeight: () => {
        throw failure();
      },
    });
    assert.deepEqual([kindOf(ran), ran.moves], ["failed", ["0 10%", "0 back"]]);
  });

  it("is cancelled, not failed, where the cancellation aborts the current call", async () => {
    const stop = new AbortController();
    const ran = await run(() => HEALTHY, {
      signal: stop.signal,
      onSetWeight: () => {
        stop.abort();
        throw failure();
      },
    });
    assert.deepEqual([kindOf(ran), ran.moves], ["cancelled", ["0 10%", "0 back"]]);
  });

  it("repeats a rollback that failed, and reports the original reason", async () => {
    let failures = 1;
    const ran = await run(() => BREACHED, {
      onBack: () => {
        if (failures-- > 0) throw failure();
      },
    });
    assert.deepEqual([kindOf(ran), ran.moves], ["breached", ["0 10%", "0 back f", "1000 back f"]]);
    assert.equal((ran.end as { readonly rollbackError?: unknown }).rollbackError, null);
  });

  it("reports a rollback that failed twice", async () => {
    const ran = await run(() => BREACHED, {
      onBack: () => {
        throw failure();
      },
    });
    const { rollbackError } = ran.end as { readonly rollbackError?: DeployError };
    assert.deepEqual([kindOf(ran), rollbackError?.code, ran.moves.length], ["breached", "AWS", 3]);
  });

  it("rolls back when the monitor throws an unexpected error", async () => {
    const ran = await run(() => new TypeError("bug"));
    assert.deepEqual([kindOf(ran), ran.moves], ["error", ["0 10%", "0 back"]]);
  });
});

function failure(): DeployError {
  return new DeployError("AWS", "CloudWatch does not answer.", "Wait.");
}
