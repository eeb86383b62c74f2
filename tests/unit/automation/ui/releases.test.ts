import { strict as assert } from "node:assert";
import picocolors from "picocolors";
import { releaseLines, releaseTable } from "../../../../automation/ui/releases";
import { recordOf } from "../../../support/records";

const COLORS = picocolors.createColors(false);
const ID = 1_796_120_430;

describe("printed releases", () => {
  const long = recordOf(ID, {
    outcome: "rolling-back",
    endedAt: ID + 3_599,
    who: "arn:aws:sts::100000000001:assumed-role/listbackup-deployment/ann-with-a-long-name@example.com",
    services: ["users", "accounts", "integrations"],
  });
  const back = recordOf(ID + 100, { origin: { kind: "rollback", to: ID - 86_400, automatic: true } });

  /** The first line of each release. */
  const rowsOf = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => /^(?:● {2}| {2,3})\d{10} /.test(line));

  it("fit 80 columns", () => {
    for (const line of releaseTable([back, long], ID + 200_000, COLORS)) assert.ok(line.length <= 80, line);
  });

  it("have local and UTC time, outcome, source, user and reason", () => {
    const [, first, second] = releaseTable([{ ...back, reason: "at 3 a.m." }], ID + 7_300, COLORS);
    assert.match(first ?? "", /^● {2}1796120530 {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}12-01 10:22 {2}succeeded {2}10 s$/);
    assert.match(second ?? "", /^ {3}2 h ago, back to 1796034030 \S*, by ann: at 3 a\.m\.$/);
  });

  it("mark the live one: the newest that is deployed completely", () => {
    const rows = rowsOf(
      releaseTable([recordOf(ID + 200, { outcome: "failed", steps: [] }), back, long], ID + 300, COLORS),
    );
    assert.deepEqual(
      rows.slice(0, 3).map((row) => row.startsWith("●")),
      [false, true, false],
    );
  });

  it("list unreadable ones, and mark none as live that such a one may have replaced", () => {
    const rows = rowsOf(releaseTable([back, long], ID + 300, COLORS, [ID + 200, ID + 50]));
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

  it("have origin, reason and error in the details", () => {
    const error = { code: "ROLLED_BACK", what: "One thing.\nAnother thing." };
    const text = releaseLines({ ...back, error, reason: "at 3 a.m." }).join("\n");
    assert.match(text, /back to {3}release 1796034030, automatic/);
    assert.match(text, /reason {4}at 3 a\.m\./);
    assert.match(text, /error {5}ROLLED_BACK: One thing\.$/);
  });
});
