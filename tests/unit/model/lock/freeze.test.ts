import { strict as assert } from "node:assert";
import { freezeSchema, freezeEnd } from "../../../../model/lock/freeze";

/** 2026-12-01T00:00:00Z */
const NOW = 1_796_083_200;
const HOUR = 3_600;

describe("the end of a freeze", () => {
  const times = {
    "+8h": NOW + 8 * HOUR,
    "+3d": NOW + 72 * HOUR,
    "8h": NOW + 8 * HOUR,
    "+30m": NOW + HOUR / 2,
    "2026-12-27T08:00Z": 1_798_358_400,
    "2026-12-27T08:00:30Z": 1_798_358_430,
    "2026-12-27T09:00+01:00": 1_798_358_400,
    "+60d": NOW + 60 * 24 * HOUR,
  };
  for (const [text, seconds] of Object.entries(times)) {
    it(`can be ${text}`, () => {
      assert.equal(freezeEnd(text, NOW), seconds);
    });
  }

  const wrong = {
    "": /is not a time/,
    tomorrow: /has no time of day/,
    "2026-12-27": /has no time of day/,
    "2026-13-27T08:00Z": /is not a time/,
    "+0h": /is in the past/,
    "2026-11-30T23:59Z": /is in the past/,
    "+61d": /more than 60 days/,
    "2027-12-27T08:00Z": /more than 60 days/,
  };
  for (const [text, why] of Object.entries(wrong)) {
    it(`cannot be "${text}"`, () => {
      assert.throws(() => freezeEnd(text, NOW), { code: "USAGE", message: why });
    });
  }
});

describe("a freeze", () => {
  const FREEZE = { schema: 1, until: NOW + HOUR, reason: "Holidays", who: "arn:aws:iam::1:user/a", at: NOW };

  it("is written with a time, a reason, who and when", () => {
    assert.deepEqual(freezeSchema.parse(FREEZE), FREEZE);
  });

  it("has a reason", () => {
    assert.equal(freezeSchema.safeParse({ ...FREEZE, reason: "" }).success, false);
  });

  it("of a newer version is not read as one of this", () => {
    assert.equal(freezeSchema.safeParse({ ...FREEZE, schema: 2 }).success, false);
  });
});
