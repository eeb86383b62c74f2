import { strict as assert } from "node:assert";
import { newestFailure } from "../../../../automation/records/newestFailure";
import { recordOf } from "../../../support/records";

const GOOD = recordOf(1_796_000_000);
const FAILED = recordOf(1_796_000_100, { outcome: "rolled-back" });
const BACK = recordOf(1_796_000_200, { origin: { kind: "rollback", to: GOOD.id, automatic: true } });
const found = async (records: readonly (typeof GOOD)[], failing: readonly number[] = []) =>
  (await newestFailure(records, (id) => Promise.resolve(failing.includes(id))))?.id;

describe("the deployment that failed last", () => {
  it("is the one before its rollback, which succeeded", async () => {
    assert.equal(await found([BACK, FAILED, GOOD]), FAILED.id);
  });

  it("is the one before its rollback, which failed as well", async () => {
    const failed = { ...FAILED, outcome: "failed" as const };
    assert.equal(await found([{ ...BACK, outcome: "failed" }, failed, GOOD]), failed.id);
  });

  it("is found behind later ones that succeeded", async () => {
    assert.equal(await found([recordOf(1_796_000_300), BACK, FAILED, GOOD]), FAILED.id);
  });

  it("is a rollback by hand that failed", async () => {
    const byHand = recordOf(1_796_000_300, {
      outcome: "failed",
      origin: { kind: "rollback", to: GOOD.id, automatic: false },
    });
    assert.equal(await found([byHand, BACK, FAILED, GOOD]), byHand.id);
  });

  it("is one that runs, once something has failed in it", async () => {
    const running = recordOf(1_796_000_300, { outcome: "deploying" });
    const records = [running, BACK, FAILED, GOOD];
    assert.deepEqual([await found(records), await found(records, [running.id])], [FAILED.id, running.id]);
  });

  it("is none where all succeeded", async () => {
    assert.equal(await found([GOOD]), undefined);
  });
});
