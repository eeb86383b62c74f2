import { strict as assert } from "node:assert";
import { scheduleProblem } from "../../../../model/catalog/scheduleExpression";

describe("a schedule's expression", () => {
  const TAKEN = [
    "rate(1 minute)",
    "rate(5 minutes)",
    "rate(1 day)",
    "cron(0 3 * * ? *)",
    "cron(0/15 8-18 ? * MON-FRI *)",
    "cron(0 10 L * ? *)",
    "cron(0 10 15W JAN,JUL ? 2026-2030)",
    "cron(0 10 ? * 6#3 *)",
    "cron(0 10 ? * FRI#2 *)",
  ];
  for (const expression of TAKEN) {
    it(`may be ${expression}`, () => {
      assert.equal(scheduleProblem(expression), null);
    });
  }

  const REFUSED = [
    "rate(1 minutes)",
    "rate(5 minute)",
    "rate(0 minutes)",
    "rate(5 seconds)",
    "every day",
    "cron(0 3 * * *)",
    "cron(0 3 * * * *)",
    "cron(0 3 ? * ? *)",
    "cron(60 3 * * ? *)",
    "cron(0 24 * * ? *)",
    "cron(0 3 32 * ? *)",
    "cron(0 3 * 13 ? *)",
    "cron(0 3 ? * 8 *)",
    "cron(0 3 * * ? 1969)",
    "cron(0/0 3 * * ? *)",
    "cron(1-2-3 3 * * ? *)",
    "cron(a 3 * * ? *)",
    "cron( 3 * * ? *)",
    "at(2026-01-01T00:00:00)",
  ];
  for (const expression of REFUSED) {
    it(`may not be ${expression}`, () => {
      assert.notEqual(scheduleProblem(expression), null);
    });
  }
});
