import { strict as assert } from "node:assert";
import { recordedRolloutSchema, rolloutSchema, shiftSteps, type GradualRollout } from "../../../../model/stage/rollout";

const limits = { errorPercent: 1, aboveOldPercent: 1, slowerPercent: 100, leastInvocations: 100 };

describe("a rollout", () => {
  const LINEAR: readonly (readonly [percent: number, shares: readonly number[]])[] = [
    [10, [10, 20, 30, 40, 50, 60, 70, 80, 90]],
    [25, [25, 50, 75]],
    [33, [33, 66, 99]],
    [50, [50]],
    [60, [60]],
    [99, [99]],
  ];
  for (const [percent, shares] of LINEAR)
    it(`in shares of ${String(percent)} % is ${shares.join(", ")}, and then everything`, () => {
      const rollout: GradualRollout = { kind: "linear", percent, everyMinutes: 2, limits };
      assert.deepEqual(
        shiftSteps(rollout),
        shares.map((share) => ({ percent: share, bakeMinutes: 2 })),
      );
    });

  it("with a canary is one share", () => {
    const rollout: GradualRollout = { kind: "canary", percent: 10, bakeMinutes: 5, limits };
    assert.deepEqual(shiftSteps(rollout), [{ percent: 10, bakeMinutes: 5 }]);
  });

  it("bakes for as long as CloudWatch is late, in a stage's file", () => {
    const short = { kind: "canary", percent: 10, bakeMinutes: 1, limits };
    assert.deepEqual(
      [rolloutSchema.safeParse(short).success, recordedRolloutSchema.safeParse(short).success],
      [false, true],
    );
  });

  it("needs limits in a stage's file, and has some in releases from before there were any", () => {
    const old = { kind: "canary", percent: 10, bakeMinutes: 10 };
    assert.equal(rolloutSchema.safeParse(old).success, false);
    const recorded = recordedRolloutSchema.parse(old);
    assert.deepEqual(recorded, { ...old, limits });
  });
});
