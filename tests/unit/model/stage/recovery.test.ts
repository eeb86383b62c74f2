import { strict as assert } from "node:assert";
import { recoveryProblem } from "../../../../model/stage/recoveryStage";

const STAGE = { name: "production", short: "prod", account: "100000000003", region: "us-west-2" };
const INTO = { ...STAGE, name: "disaster-recovery", short: "dr", region: "us-east-1" };

describe("the recovery stage of a stage", () => {
  it("is in another region of the account", () => {
    assert.equal(recoveryProblem(STAGE, INTO), null);
  });

  const WRONG = {
    "the stage itself": [STAGE, /^production cannot take over from itself/],
    "in another account": [{ ...INTO, account: "100000000001" }, /^disaster-recovery is in account 100000000001;/],
    "in the same region": [{ ...INTO, region: "us-west-2" }, /^disaster-recovery is in the same region, us-west-2,/],
  } as const;
  for (const [what, [into, problem]] of Object.entries(WRONG)) {
    it(`is not ${what}`, () => {
      assert.match(recoveryProblem(STAGE, into) ?? "", problem);
    });
  }
});
