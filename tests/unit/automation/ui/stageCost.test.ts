import { strict as assert } from "node:assert";
import { stageCostLines } from "../../../../automation/ui/stageCost";
import type { StageCost } from "../../../../model/cost/stageCost";

const CONTEXT = { days: 7, prefix: "listbackup-prod-", isRehearsal: false };

const COST: StageCost = {
  parts: [
    { part: "fixed", usd: 12.5, used: null },
    { part: "functions", usd: 3.25, used: 1_234_567 },
  ],
  functions: [],
  capacity: null,
};

describe("the cost of a stage in words", () => {
  it("has the sum, each part, and no advice", () => {
    const lines = stageCostLines("production", COST, CONTEXT);
    assert.deepEqual(
      [lines[0], lines[2], lines[3], lines.at(-1)],
      [
        "production costs about $15.75 a month, with the use of the last 7 days:",
        "fixed      $12.50",
        "functions  $3.25      1,234,567 invocations",
        "No advice. Functions with less than 100 invocations in this time are not judged.",
      ],
    );
  });

  it("has a line for each advice, with the short name of the function", () => {
    const name = "listbackup-prod-users-get";
    const lines = stageCostLines(
      "production",
      {
        ...COST,
        functions: [
          { kind: "raise-memory", name, to: 768, reason: "used at most 480 of 512 MB" },
          { kind: "lower-memory", name, to: 256, reason: "used at most 150 of 512 MB", savesUsd: 0.333 },
          { kind: "use-arm64", name, to: "arm64", reason: "runs on x86_64", savesUsd: 1.5 },
          { kind: "near-timeout", name, reason: "one of 20 invocations takes 24.0 of 30 s" },
        ],
        capacity: { to: "autoscaled", savesUsd: 9, bounds: { read: { min: 1, max: 10 }, write: { min: 1, max: 20 } } },
      },
      CONTEXT,
    );
    assert.deepEqual(lines.slice(-5), [
      "users-get: used at most 480 of 512 MB; give it 768 MB, before Lambda ends it",
      "users-get: used at most 150 of 512 MB; 256 MB saves up to $0.33 a month, with less CPU",
      "users-get: runs on x86_64; arm64 saves about $1.50 a month",
      "users-get: one of 20 invocations takes 24.0 of 30 s; give it more time or memory",
      "tables: `listbackup:data.capacity` as autoscaled saves about $9.00 a month; read 1 to 10, write 1 to 20",
    ]);
  });

  it("says that a rehearsal measures no use", () => {
    const lines = stageCostLines("dev", COST, { ...CONTEXT, isRehearsal: true });
    assert.ok(lines.some((line) => line.startsWith("The emulator does not measure use")));
  });
});
