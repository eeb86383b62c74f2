import { strict as assert } from "node:assert";
import picocolors from "picocolors";
import { releasesOf } from "../../../../automation/status/collectStageStatus";
import { servingReleaseOf } from "../../../../automation/records/servingRelease";
import { releaseTable } from "../../../../automation/ui/releases";
import { DeployError } from "../../../../model/errors";
import {
  isPartiallyDeployed,
  lastGoodRecord,
  servingRecord,
  type ReleaseRecord,
} from "../../../../model/release/record";
import { rollbackTarget } from "../../../../model/release/rollback";
import { recordOf } from "../../../support/records";

/** A first deployment that deployed everything, and whose checks failed. */
const FIRST = recordOf(100, {
  outcome: "failed",
  checks: [{ id: "user", verdict: "failed" }],
  error: { code: "VERIFICATION", what: "1 of 4 checks failed" },
});
const HALF = recordOf(100, { outcome: "failed", steps: [], error: { code: "ENGINE", what: "no" } });

describe("a first deployment whose checks failed", () => {
  it("is live for verify, up --service and promote", () => {
    assert.equal(servingReleaseOf([FIRST], "dev").id, 100);
  });

  it("is live in the status, with a failed deployment", () => {
    assert.deepEqual(releasesOf([FIRST]), {
      release: { id: 100, commit: "0".repeat(40), dirty: false, who: FIRST.who, reason: null },
      unfinished: {
        id: 100,
        outcome: "failed",
        who: FIRST.who,
        kind: "deployment",
        returnTo: null,
        shifting: 0,
        serves: true,
        error: "VERIFICATION",
      },
    });
  });

  it("is marked among the releases", () => {
    assert.match(releaseTable([FIRST], 200, picocolors.createColors(false))[1] ?? "", /^●\s+100\s/);
  });

  it("is never a rollback target", () => {
    assert.deepEqual([lastGoodRecord([FIRST]), rollbackTarget([FIRST], null)], [null, { kind: "none" }]);
  });

  it("is refused as rollback target: it is live", () => {
    assert.deepEqual(rollbackTarget([FIRST], FIRST), { kind: "live", record: FIRST });
  });

  it("stays live during a partial next deployment", () => {
    const next = recordOf(200, { outcome: "failed", steps: [] });
    assert.deepEqual([servingRecord([next, FIRST])?.id, isPartiallyDeployed([next, FIRST])], [100, true]);
  });
});

describe("a later deployment whose checks failed, without rollback", () => {
  it("is live, and a rollback returns to the one before", () => {
    const records = [{ ...FIRST, id: 200 }, recordOf(50)];
    const target = rollbackTarget(records, null);
    assert.deepEqual(
      [
        servingRecord(records)?.id,
        target.kind === "found" ? target.record.id : target.kind,
        releasesOf(records).unfinished?.returnTo?.id,
      ],
      [200, 50, 50],
    );
  });
});

describe("without a live release", () => {
  const CASES: readonly (readonly [what: string, readonly ReleaseRecord[], RegExp])[] = [
    ["because nothing was deployed", [], /^Nothing is deployed on dev/],
    [
      "because the stage was destroyed",
      [recordOf(200, { outcome: "destroyed" }), FIRST],
      /^Nothing is deployed on dev/,
    ],
    [
      "because the first deployment broke off",
      [HALF],
      /^dev is partially deployed: its first deployment, release 100, is failed/,
    ],
  ];
  for (const [what, records, message] of CASES) {
    it(`the error says ${what}`, () => {
      assert.throws(
        () => servingReleaseOf(records, "dev"),
        (error) => error instanceof DeployError && error.code === "RELEASE_UNKNOWN" && message.test(error.what),
      );
    });
  }
});
