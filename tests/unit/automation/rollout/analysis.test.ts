import { strict as assert } from "node:assert";
import { stageOf } from "../../../support/release";
import { analyzeVersion, type VersionMetrics } from "../../../../automation/rollout/analysis";

const LIMITS = { errorPercent: 2, aboveOldPercent: 1, slowerPercent: 50, leastInvocations: 100 };

const metrics = (invocations: number, errors = 0, p95: number | null = 100, failedResponses = 0): VersionMetrics => ({
  invocations,
  errors,
  failedResponses,
  p95,
});

const CASES: readonly (readonly [string, VersionMetrics | null, VersionMetrics | null, string])[] = [
  ["there are no metrics", null, metrics(1_000), "inconclusive"],
  ["it had no invocations", metrics(0), metrics(1_000), "inconclusive"],
  ["it had too few invocations", metrics(99), metrics(1_000), "inconclusive"],
  ["one of a few failed", metrics(3, 1), metrics(1_000), "inconclusive"],
  ["several of a few failed", metrics(9, 8), null, "breached"],
  ["several of a few failed, as the old version does", metrics(9, 8), metrics(60, 54), "inconclusive"],
  ["there are no failures", metrics(100), metrics(1_000), "healthy"],
  ["there are no failures and no baseline", metrics(100), null, "healthy"],
  ["it is at the limit", metrics(1_000, 20), metrics(1_000, 15), "healthy"],
  ["it exceeds the limit", metrics(1_000, 35), metrics(1_000), "breached"],
  ["it exceeds the limit by what chance explains", metrics(1_000, 34), null, "healthy"],
  ["it exceeds the limit, and so does the old version", metrics(1_000, 40), metrics(1_000, 40), "healthy"],
  [
    "it exceeds the limit, and is worse than the old version that does, too",
    metrics(1_000, 80),
    metrics(1_000, 40),
    "breached",
  ],
  ["one of many failed", metrics(150, 1), metrics(9_000), "healthy"],
  ["its responses are 5xx", metrics(1_000, 0, 100, 35), metrics(1_000), "breached"],
  ["its failed invocations are also failed responses", metrics(1_000, 20, 100, 20), metrics(1_000, 15), "healthy"],
  ["it fails as often as chance explains", metrics(100, 3), metrics(1_000, 3), "healthy"],
  ["it is within the limit and worse than before", metrics(10_000, 190), metrics(10_000, 40), "breached"],
  ["it is within the limit and as before", metrics(1_000, 15), metrics(1_000, 6), "healthy"],
  ["the old version had few invocations", metrics(1_000, 15), metrics(50), "healthy"],
  ["its duration is at the limit", metrics(100, 0, 200), metrics(100, 0, 100), "healthy"],
  ["its duration exceeds the limit", metrics(100, 0, 201), metrics(100, 0, 100), "breached"],
  ["its duration grows by some milliseconds", metrics(100, 0, 9), metrics(100, 0, 2), "healthy"],
  ["it has no duration", metrics(100, 0, null), metrics(100, 0, 100), "healthy"],
];

describe("analyzeVersion", () => {
  for (const [what, now, before, verdict] of CASES)
    it(`returns ${verdict} where ${what}`, () => {
      assert.equal(analyzeVersion(now, before, LIMITS).kind, verdict);
    });

  it("tolerates one failure under the limits of production", () => {
    const { rollout } = stageOf("production");
    assert.ok(rollout.kind !== "allAtOnce");
    for (const invocations of [100, 150, 199, 1_000])
      assert.equal(analyzeVersion(metrics(invocations, 1), metrics(9 * invocations), rollout.limits).kind, "healthy");
    assert.equal(analyzeVersion(metrics(100, 8), metrics(900), rollout.limits).kind, "breached");
  });

  it("counts failed responses where no invocation fails", () => {
    assert.deepEqual(analyzeVersion(metrics(1_000, 0, 100, 41), null, LIMITS), {
      kind: "breached",
      reason: "41 of 1000 responses were 5xx; the limit is 2 %",
    });
  });

  it("reports the numbers of a breach", () => {
    const analysis = analyzeVersion(metrics(1_000, 41), null, LIMITS);
    assert.deepEqual(analysis, { kind: "breached", reason: "41 of 1000 invocations failed; the limit is 2 %" });
  });

  it("rarely breaches by chance", () => {
    // Fifty functions, both versions of which fail three times in a thousand; a deterministic generator.
    let state = 1;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const failing = (invocations: number): VersionMetrics =>
      metrics(invocations, Array.from({ length: invocations }, random).filter((drawn) => drawn < 0.003).length);
    const { rollout } = stageOf("production");
    assert.ok(rollout.kind !== "allAtOnce");
    const { limits } = rollout;
    const back = Array.from({ length: 100 }, () =>
      Array.from({ length: 50 }, () => analyzeVersion(failing(100), failing(900), limits)).some(
        ({ kind }) => kind === "breached",
      ),
    ).filter((isBack) => isBack).length;
    assert.ok(back <= 5, `${String(back)} of 100`);
  });
});
