import { strict as assert } from "node:assert";
import { findingOf, found, type Finding } from "../../../../automation/preflight/finding";
import { findingChanges, watchFindings, type FindingChange } from "../../../../automation/preflight/watch";
import { parseInterval } from "../../../../model/time";

const frozen = findingOf("freeze", found("FROZEN", "dev is frozen."));
const quota = (about: string, used: number): Finding =>
  findingOf("quotas", found("QUOTA_NEARLY_USED", `${String(used)} are used.`, "Ask for more.", about));
const brief = (changes: readonly FindingChange[]) =>
  changes.map(({ change, finding: { code, about } }) => [change, code, about]);

describe("the changes of findings", () => {
  it("are what appeared, what has other numbers, and what is gone", () => {
    assert.deepEqual(brief(findingChanges([quota("tables", 5), quota("roles", 7)], [quota("tables", 6), frozen])), [
      ["changed", "QUOTA_NEARLY_USED", "tables"],
      ["found", "FROZEN", null],
      ["resolved", "QUOTA_NEARLY_USED", "roles"],
    ]);
  });

  it("are none where only the lines below the first differ", () => {
    const lease = (age: string) => findingOf("lock", found("LEASE_HELD", `dev is locked.\n  since ${age}`));
    assert.deepEqual(findingChanges([lease("5 s")], [lease("10 s")]), []);
  });
});

describe("watching findings", () => {
  it("prints each change once, sleeps between rounds, and ends when it is interrupted", async () => {
    const rounds = [[frozen], [frozen], [], [quota("tables", 1)]];
    const interruption = new AbortController();
    const printed: unknown[] = [];
    const slept: number[] = [];
    await watchFindings(
      {
        check: () => Promise.resolve(rounds.shift() ?? []),
        sleep: (milliseconds) => {
          slept.push(milliseconds);
          if (rounds.length === 1) interruption.abort();
          return Promise.resolve();
        },
        print: (changes) => printed.push(brief(changes)),
      },
      300_000,
      interruption.signal,
    );
    assert.deepEqual(printed, [[["found", "FROZEN", null]], [], [["resolved", "FROZEN", null]]]);
    assert.deepEqual(slept, [300_000, 300_000, 300_000]);
  });
});

describe("an interval", () => {
  it("is a number of seconds, minutes or hours", () => {
    assert.deepEqual(
      ["30s", "5m", "1h"].map((text) => parseInterval(text, "--interval", 10_000)),
      [30_000, 300_000, 3_600_000],
    );
  });

  for (const text of ["", "5", "5d", "9s", "-5m", "1.5h", "0m", "yesterday"])
    it(`is not "${text}"`, () => {
      assert.throws(() => parseInterval(text, "--interval", 10_000), { code: "USAGE" });
    });
});
