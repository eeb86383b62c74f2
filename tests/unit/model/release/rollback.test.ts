import { strict as assert } from "node:assert";
import type { ReleaseRecord } from "../../../../model/release/record";
import { returnPoint, rollbackTarget } from "../../../../model/release/rollback";
import { recordOf } from "../../../support/records";

const backTo = (to: number): Partial<ReleaseRecord> => ({ origin: { kind: "rollback", to, automatic: false } });

const rotation = (replaced: number): Partial<ReleaseRecord> => ({
  origin: { kind: "rotation", action: "rotate", name: "/listbackup/jwt-secret", from: "1", to: "2" },
  replaced,
});

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
    [
      "is the release before that of a rotation, which has the services of the release that it rotated in",
      [one, two, recordOf(300, rotation(200)), recordOf(400, rotation(300))],
      null,
      "found 100",
    ],
    ["is the named one", [one, two, three], 100, "found 100"],
    ["is not the live one", [one, two, three], 300, "live 300"],
    ["is the live one, named, after one that failed", [one, two, failed], 200, "found 200"],
    ["is not a named one that failed", [one, recordOf(200, { outcome: "rolled-back" }), three], 200, "failed 200"],
    ["is none where there is only one", [one], null, "none"],
    ["is none after the stage was taken down", [one, recordOf(200, { outcome: "destroyed" }), three], null, "none"],
    ["is none if there is no deployment", [], null, "none"],
  ];
  const interrupted: Partial<ReleaseRecord> = { outcome: "deploying", endedAt: null };
  const LEFT: typeof CASES = [
    [
      "is that of a rollback that was killed",
      [one, two, recordOf(300, { ...backTo(100), ...interrupted })],
      null,
      "found 100",
    ],
    [
      "is that of a rollback whose checks failed",
      [one, two, recordOf(300, { ...backTo(100), outcome: "failed" })],
      null,
      "found 100",
    ],
    [
      "is that of the unfinished rollback also after an up that failed",
      [one, two, recordOf(300, { ...backTo(100), ...interrupted }), failed],
      null,
      "found 100",
    ],
    [
      "is not what an unfinished rollback left, when something else is live",
      [one, two, recordOf(300, { ...backTo(100), ...interrupted }), recordOf(400)],
      null,
      "found 100",
    ],
    [
      "is that of the last of two unfinished rollbacks",
      [
        one,
        two,
        three,
        recordOf(400, { ...backTo(200), ...interrupted }),
        recordOf(500, { ...backTo(100), ...interrupted }),
      ],
      null,
      "found 100",
    ],
    [
      "is not what an earlier rollback left, when one rolls back twice after a new release",
      [one, two, recordOf(300, backTo(100)), recordOf(400), recordOf(500, backTo(300))],
      null,
      "none",
    ],
    [
      "is what was live before a rollback of some services, without the services that it left",
      [one, two, recordOf(300, { ...backTo(100), services: ["users"] })],
      null,
      "found 100",
    ],
    ["is what was left, where that is named", [one, two, recordOf(300, backTo(100))], 200, "found 200"],
    [
      "is that of an unfinished rollback to a release that was left, as it was named",
      [one, two, recordOf(300, backTo(100)), recordOf(400, { ...backTo(200), ...interrupted })],
      null,
      "found 200",
    ],
  ];
  for (const [what, records, wanted, expected] of [...CASES, ...LEFT]) {
    it(what, () => {
      assert.equal(targetOf(records, wanted), expected);
    });
  }
});

describe("the release that a failed deployment returns to", () => {
  const [one, two] = [recordOf(100), recordOf(200)];
  const interrupted = recordOf(300, { ...backTo(100), outcome: "deploying" });
  const CASES: readonly (readonly [what: string, readonly ReleaseRecord[], string])[] = [
    ["is the live one", [one, two], "200 "],
    ["is the target of a rollback that was killed before", [one, two, interrupted], "100 "],
    [
      "is its services only, where it was of some services",
      [one, two, { ...interrupted, services: ["users"] }],
      "100 users",
    ],
    ["is none where nothing is live", [recordOf(100, { outcome: "failed" })], "none"],
  ];
  for (const [what, records, expected] of CASES) {
    it(what, () => {
      const point = returnPoint(records);
      assert.equal(point === null ? "none" : `${String(point.record.id)} ${point.services.join()}`, expected);
    });
  }
});
