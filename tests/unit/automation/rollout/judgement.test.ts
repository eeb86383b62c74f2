import { strict as assert } from "node:assert";
import { judge } from "../../../../automation/rollout/judgement";
import type { FunctionMetrics } from "../../../../automation/aws/metrics";

const LIMITS = { errorPercent: 2, aboveOldPercent: 1, slowerPercent: 50, leastInvocations: 100 };

const seen = (invocations: number, errors = 0, p95: number | null = 100): FunctionMetrics => ({
  invocations,
  errors,
  throttles: 0,
  p95,
});

const CASES: readonly (readonly [string, FunctionMetrics | null, FunctionMetrics | null, string])[] = [
  ["nothing was seen", null, seen(1_000), "undecided"],
  ["nothing was invoked", seen(0), seen(1_000), "undecided"],
  ["too little was seen", seen(99), seen(1_000), "undecided"],
  ["one of a few failed", seen(3, 1), seen(1_000), "undecided"],
  ["several of a few failed", seen(5, 3), null, "breached"],
  ["all is well", seen(100), seen(1_000), "healthy"],
  ["all is well, and there is nothing to compare with", seen(100), null, "healthy"],
  ["it is at the limit", seen(1_000, 20), seen(1_000, 15), "healthy"],
  ["it is beyond the limit", seen(1_000, 21), seen(1_000, 21), "breached"],
  ["it is within the limit and worse than before", seen(1_000, 15), seen(1_000, 4), "breached"],
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

  it("is told off by numbers", () => {
    const judgement = judge(seen(1_000, 21), null, LIMITS);
    assert.deepEqual(judgement, { kind: "breached", reason: "21 of 1000 invocations failed, and the limit is 2 %" });
  });
});
