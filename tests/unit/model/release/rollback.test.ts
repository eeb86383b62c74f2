import { strict as assert } from "node:assert";
import type { ReleaseRecord } from "../../../../model/release/record";
import { rollbackTarget } from "../../../../model/release/rollback";
import { recordOf } from "../../../support/records";

const backTo = (to: number): Partial<ReleaseRecord> => ({ origin: { kind: "rollback", to, automatic: false } });

function targetOf(records: readonly ReleaseRecord[], wanted: number | null = null): string {
  const named = wanted === null ? null : (records.find(({ id }) => id === wanted) ?? null);
  const target = rollbackTarget(records, named);
  return target.kind === "none" ? "none" : `${target.kind} ${String(target.record.id)}`;
}

describe("the release that a rollback brings back", () => {
  const [one, two, three] = [recordOf(100), recordOf(200), recordOf(300)];
  const failed = recordOf(400, { outcome: "failed" });
  const CASES: readonly (readonly [what: string, readonly ReleaseRecord[], number | null, string])[] = [
    ["is the last good one before the live one", [one, two, three], null, "found 200"],
    ["is the live one after a deployment that failed half-way", [one, two, three, failed], null, "found 300"],
    ["is not one that failed", [one, recordOf(200, { outcome: "failed" }), three], null, "found 100"],
    [
      "does not swing back to what a rollback took away",
      [one, two, three, recordOf(400, backTo(200))],
      null,
      "found 100",
    ],
    ["is the named one", [one, two, three], 100, "found 100"],
    ["is not the live one", [one, two, three], 300, "live 300"],
    ["is the live one, named, after one that failed", [one, two, failed], 200, "found 200"],
    ["is not a named one that failed", [one, recordOf(200, { outcome: "rolled-back" }), three], 200, "failed 200"],
    ["is none where there is only one", [one], null, "none"],
    ["is none after the stage was taken down", [one, recordOf(200, { outcome: "destroyed" }), three], null, "none"],
    ["is none where nothing was deployed", [], null, "none"],
  ];
  for (const [what, records, wanted, expected] of CASES) {
    it(what, () => {
      assert.equal(targetOf(records, wanted), expected);
    });
  }
});
