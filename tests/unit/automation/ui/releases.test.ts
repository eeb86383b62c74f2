import { strict as assert } from "node:assert";
import picocolors from "picocolors";
import { releaseLines, releaseTable } from "../../../../automation/ui/releases";
import { recordOf } from "../../../support/records";

const COLORS = picocolors.createColors(false);
const ID = 1_796_120_430;

describe("releases on a terminal", () => {
  const long = recordOf(ID, {
    outcome: "rolling-back",
    endedAt: ID + 3_599,
    who: "arn:aws:sts::100000000001:assumed-role/listbackup-deployment/somebody-with-a-long-name@example.com",
    services: ["users", "accounts", "integrations"],
  });
  const back = recordOf(ID + 100, { origin: { kind: "rollback", to: ID - 86_400, automatic: true } });

  it("fit 80 columns", () => {
    for (const line of releaseTable([back, long], ID + 200_000, COLORS)) assert.ok(line.length <= 80, line);
  });

  it("have one that is marked as live: the newest of which all is there", () => {
    const [, ...rows] = releaseTable(
      [recordOf(ID + 200, { outcome: "failed", steps: [] }), back, long],
      ID + 300,
      COLORS,
    );
    assert.deepEqual(
      rows.slice(0, 3).map((row) => row.startsWith("●")),
      [false, true, false],
    );
  });

  it("have those that cannot be read in their place, and none marked as live that such a one may have replaced", () => {
    const [, ...rows] = releaseTable([back, long], ID + 300, COLORS, [ID + 200, ID + 50]);
    assert.deepEqual(
      rows.slice(0, 4).map((row) => [row.startsWith("●"), /\d{10}/.exec(row)?.[0], row.includes("unreadable")]),
      [
        [false, String(ID + 200), true],
        [false, String(ID + 100), false],
        [false, String(ID + 50), true],
        [false, String(ID), false],
      ],
    );
  });

  it("say of one where it came from, and what went wrong", () => {
    const error = { code: "ROLLED_BACK", what: "One thing.\nAnother thing." };
    const said = releaseLines({ ...back, error, reason: "at 3 a.m." }).join("\n");
    assert.match(said, /back to {3}release 1796034030, by itself/);
    assert.match(said, /why {7}at 3 a\.m\./);
    assert.match(said, /error {5}ROLLED_BACK: One thing\.$/);
  });
});
