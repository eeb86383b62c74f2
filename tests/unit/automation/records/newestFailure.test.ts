import { strict as assert } from "node:assert";
import { newestFailure } from "../../../../automation/records/newestFailure";
import { recordOf } from "../../../support/records";

const GOOD = recordOf(1_796_000_000);
const FAILED = recordOf(1_796_000_100, { outcome: "rolled-back" });
const BACK = recordOf(1_796_000_200, { origin: { kind: "rollback", to: GOOD.id, automatic: true } });
const found = async (records: readonly (typeof GOOD)[], failing: readonly number[] = []) =>
  (await newestFailure(records, (id) => Promise.resolve(failing.includes(id))))?.id;

describe("the newest failed deployment", () => {
  it("is the one before its successful rollback", async () => {
    assert.equal(await found([BACK, FAILED, GOOD]), FAILED.id);
  });

  it("is the one before its failed rollback", async () => {
    const failed = { ...FAILED, outcome: "failed" as const };
    assert.equal(await found([{ ...BACK, outcome: "failed" }, failed, GOOD]), failed.id);
  });

  it("is found before later successful ones", async () => {
    assert.equal(await found([recordOf(1_796_000_300), BACK, FAILED, GOOD]), FAILED.id);
  });

  it("is a failed manual rollback", async () => {
    const byHand = recordOf(1_796_000_300, {
      outcome: "failed",
      origin: { kind: "rollback", to: GOOD.id, automatic: false },
    });
    assert.equal(await found([byHand, BACK, FAILED, GOOD]), byHand.id);
  });

  it("is a running one in which something failed", async () => {
    const running = recordOf(1_796_000_300, { outcome: "deploying" });
    const records = [running, BACK, FAILED, GOOD];
    assert.deepEqual([await found(records), await found(records, [running.id])], [FAILED.id, running.id]);
  });

  it("is none if all succeeded", async () => {
    assert.equal(await found([GOOD]), undefined);
  });
});
