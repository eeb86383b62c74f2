import { strict as assert } from "node:assert";
import { clockTime, parseTime, type Direction } from "../../../model/time";

/** Clocks in Berlin went back on 2026-10-25 at 03:00, and go ahead on 2026-03-29 at 02:00. */
const ZONE = "Europe/Berlin";
const NOW = Date.parse("2026-11-24T12:00:30Z");

describe("a time on the command line", () => {
  const zoneBefore = process.env["TZ"];
  before(() => {
    process.env["TZ"] = ZONE;
  });
  after(() => {
    if (zoneBefore === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zoneBefore;
  });

  const parsed = (text: string, direction: Direction, now = NOW): string =>
    new Date(parseTime(text, { option: "--since", direction, now })).toISOString().replace(".000Z", "Z");

  for (const [text, expected] of [
    ["30s", "2026-11-24T12:00:00Z"],
    ["10m", "2026-11-24T11:50:30Z"],
    ["2h", "2026-11-24T10:00:30Z"],
    ["2h ago", "2026-11-24T10:00:30Z"],
    ["1d", "2026-11-23T12:00:30Z"],
    ["1w", "2026-11-17T12:00:30Z"],
    ["1795500000", "2026-11-24T06:00:00Z"],
    ["2026-11-24T08:00Z", "2026-11-24T08:00:00Z"],
    ["2026-11-24 08:00:15 UTC", "2026-11-24T08:00:15Z"],
    ["2026-11-24T08:00:15.123Z", "2026-11-24T08:00:15Z"],
    ["2026-11-24T05:00-05:00", "2026-11-24T10:00:00Z"],
    ["2026-11-24T08:00", "2026-11-24T07:00:00Z"],
    ["2026-11-24", "2026-11-23T23:00:00Z"],
    ["2026-07-01 08:00", "2026-07-01T06:00:00Z"],
    ["yesterday 18:00", "2026-11-23T17:00:00Z"],
    ["yesterday 18:00Z", "2026-11-23T18:00:00Z"],
    ["today 08:00", "2026-11-24T07:00:00Z"],
    ["08:00", "2026-11-24T07:00:00Z"],
  ] as const)
    it(`in the past is "${text}"`, () => {
      assert.equal(parsed(text, "past"), expected);
    });

  for (const [text, expected] of [
    ["8h", "2026-11-24T20:00:30Z"],
    ["+8h", "2026-11-24T20:00:30Z"],
    ["in 3d", "2026-11-27T12:00:30Z"],
    ["today 18:00", "2026-11-24T17:00:00Z"],
    ["tomorrow 18:00", "2026-11-25T17:00:00Z"],
    ["2026-12-27T09:00+01:00", "2026-12-27T08:00:00Z"],
    ["2026-12-27T09:00", "2026-12-27T08:00:00Z"],
    ["1798358400", "2026-12-27T08:00:00Z"],
  ] as const)
    it(`in the future is "${text}"`, () => {
      assert.equal(parsed(text, "future"), expected);
    });

  it("of yesterday is on the previous day, also across a change of clocks", () => {
    assert.equal(parsed("yesterday 18:00", "past", Date.parse("2026-10-25T22:30:00Z")), "2026-10-24T16:00:00Z");
  });

  for (const [text, direction, problem] of [
    ["", "past", /is not a time/],
    ["10", "past", /is not a time/],
    ["-5m", "past", /is not a time/],
    ["1.5h", "past", /is not a time/],
    ["in 5m ago", "past", /is not a time/],
    ["1795500000123", "past", /is not a time/],
    ["2026-13-40", "past", /is not a time/],
    ["2026-02-30T08:00Z", "past", /is not a time/],
    ["25:00", "past", /is not a time/],
    ["monday 08:00", "past", /is not a time/],
    ["11/24/2026", "past", /is not a time/],
    ["__proto__", "past", /is not a time/],
    ["yesterday", "past", /has no time of day/],
    ["2026-12-27", "future", /has no time of day/],
    ["+5m", "past", /is in the future/],
    ["tomorrow 08:00", "past", /is in the future/],
    ["18:00", "past", /is in the future/],
    ["2h ago", "future", /is in the past/],
    ["0h", "future", /is in the past/],
    ["yesterday 18:00", "future", /is in the past/],
    ["2026-10-25 02:30", "past", /happens twice/],
    ["2026-03-29 02:30", "past", /does not exist/],
  ] as const)
    it(`for the ${direction} is not "${text}"`, () => {
      assert.throws(() => parsed(text, direction), { code: "USAGE", message: problem });
    });

  it("that the clock repeats is unambiguous with a zone", () => {
    assert.equal(parsed("2026-10-25T02:30+01:00", "past"), "2026-10-25T01:30:00Z");
  });

  it("is printed in local time and UTC", () => {
    assert.equal(clockTime(Date.parse("2026-11-24T12:00:00Z")), "2026-11-24 13:00 (12:00Z)");
    assert.equal(clockTime(Date.parse("2026-11-24T23:30:00Z")), "2026-11-25 00:30 (2026-11-24 23:30Z)");
    process.env["TZ"] = "UTC";
    assert.equal(clockTime(Date.parse("2026-11-24T12:00:00Z")), "2026-11-24 12:00Z");
    process.env["TZ"] = ZONE;
  });
});
