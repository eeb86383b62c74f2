import { strict as assert } from "node:assert";
import { stageOf } from "../../../support/release";
import { judge, type Seen } from "../../../../automation/rollout/analysis";

const LIMITS = { errorPercent: 2, aboveOldPercent: 1, slowerPercent: 50, leastInvocations: 100 };

const seen = (invocations: number, errors = 0, p95: number | null = 100, failedAnswers = 0): Seen => ({
  invocations,
  errors,
  failedAnswers,
  p95,
});

const CASES: readonly (readonly [string, Seen | null, Seen | null, string])[] = [
  ["nothing was seen", null, seen(1_000), "undecided"],
  ["nothing was invoked", seen(0), seen(1_000), "undecided"],
  ["too little was seen", seen(99), seen(1_000), "undecided"],
  ["one of a few failed", seen(3, 1), seen(1_000), "undecided"],
  ["several of a few failed", seen(9, 8), null, "breached"],
  ["several of a few failed, as the old version does", seen(9, 8), seen(60, 54), "undecided"],
  ["all is well", seen(100), seen(1_000), "healthy"],
  ["all is well, and there is nothing to compare with", seen(100), null, "healthy"],
  ["it is at the limit", seen(1_000, 20), seen(1_000, 15), "healthy"],
  ["it is beyond the limit", seen(1_000, 35), seen(1_000), "breached"],
  ["it is beyond the limit by what chance explains", seen(1_000, 34), null, "healthy"],
  ["it is beyond the limit, as the old version is", seen(1_000, 40), seen(1_000, 40), "healthy"],
  ["it is beyond the limit, and worse than the old version that is too", seen(1_000, 80), seen(1_000, 40), "breached"],
  ["one of many failed, whatever the limits", seen(150, 1), seen(9_000), "healthy"],
  ["it answers 5xx", seen(1_000, 0, 100, 35), seen(1_000), "breached"],
  ["it fails where the answers are counted too", seen(1_000, 20, 100, 20), seen(1_000, 15), "healthy"],
  ["it fails as often as chance explains", seen(100, 3), seen(1_000, 3), "healthy"],
  ["it is within the limit and worse than before", seen(10_000, 190), seen(10_000, 40), "breached"],
  ["it is within the limit and as before", seen(1_000, 15), seen(1_000, 6), "healthy"],
  ["the old version was hardly seen", seen(1_000, 15), seen(50), "healthy"],
  ["it takes as long as it may", seen(100, 0, 200), seen(100, 0, 100), "healthy"],
  ["it takes too long", seen(100, 0, 201), seen(100, 0, 100), "breached"],
  ["it takes much longer, and nobody notices", seen(100, 0, 9), seen(100, 0, 2), "healthy"],
  ["nobody knows how long it takes", seen(100, 0, null), seen(100, 0, 100), "healthy"],
];

describe("a new version", () => {
  for (const [what, now, before, verdict] of CASES)
    it(`is ${verdict} where ${what}`, () => {
      assert.equal(judge(now, before, LIMITS).kind, verdict);
    });

  it("does not fail for one failure under the limits of production", () => {
    const { rollout } = stageOf("production");
    assert.ok(rollout.kind !== "allAtOnce");
    for (const invocations of [100, 150, 199, 1_000])
      assert.equal(judge(seen(invocations, 1), seen(9 * invocations), rollout.limits).kind, "healthy");
    assert.equal(judge(seen(100, 8), seen(900), rollout.limits).kind, "breached");
  });

  it("is told off by its answers where its invocations do not fail", () => {
    assert.deepEqual(judge(seen(1_000, 0, 100, 41), null, LIMITS), {
      kind: "breached",
      reason: "41 of 1000 answers were 5xx, and the limit is 2 %",
    });
  });

  it("is told off by numbers", () => {
    const judgement = judge(seen(1_000, 41), null, LIMITS);
    assert.deepEqual(judgement, { kind: "breached", reason: "41 of 1000 invocations failed, and the limit is 2 %" });
  });

  it("is rolled back by chance in few of many rollouts", () => {
    // Fifty functions, both versions of which fail three times in a thousand; a small generator of its own, so that it is the same each time.
    let state = 1;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const failing = (invocations: number): Seen =>
      seen(invocations, Array.from({ length: invocations }, random).filter((drawn) => drawn < 0.003).length);
    const { rollout } = stageOf("production");
    assert.ok(rollout.kind !== "allAtOnce");
    const { limits } = rollout;
    const back = Array.from({ length: 100 }, () =>
      Array.from({ length: 50 }, () => judge(failing(100), failing(900), limits)).some(
        ({ kind }) => kind === "breached",
      ),
    ).filter((isBack) => isBack).length;
    assert.ok(back <= 5, `${String(back)} of 100`);
  });
});
