import { strict as assert } from "node:assert";
import { sinceTime } from "../../../../automation/logs/since";

const NOW = Date.parse("2026-11-24T12:00:00Z");

describe("--since", () => {
  for (const [text, expected] of [
    ["30s", "2026-11-24T11:59:30.000Z"],
    ["10m", "2026-11-24T11:50:00.000Z"],
    ["2h", "2026-11-24T10:00:00.000Z"],
    ["1d", "2026-11-23T12:00:00.000Z"],
    ["2026-11-24T08:00Z", "2026-11-24T08:00:00.000Z"],
  ] as const) {
    it(`takes ${text}`, () => {
      assert.equal(new Date(sinceTime(text, NOW)).toISOString(), expected);
    });
  }

  for (const text of ["", "10", "m", "-5m", "1.5h", "yesterday", "2026-11-25", "2026-13-40", "123456m"]) {
    it(`refuses "${text}"`, () => {
      assert.throws(() => sinceTime(text, NOW), { code: "USAGE" });
    });
  }
});
