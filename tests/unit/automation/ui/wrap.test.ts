import { strict as assert } from "node:assert";
import picocolors from "picocolors";
import { wrapText } from "../../../../automation/ui/wrap";

const CASES: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
  ["a line that fits", "one two three four!", ["one two three four!"]],
  ["at spaces, with the rest indented", "one two three four five six", ["one two three four", "  five six"]],
  ["below its own indentation", "    one two three four five", ["    one two three", "      four five"]],
  ["each line by itself", "one\ntwo three four five six", ["one", "two three four five", "  six"]],
  ["not a command between backticks", "Run `bin/deploy status` now", ["Run", "  `bin/deploy status`", "  now"]],
  ["not a word that is too long", `a ${"x".repeat(30)} b`, ["a", `  ${"x".repeat(30)}`, "  b"]],
];

describe("text on a terminal of 20 columns breaks", () => {
  for (const [what, text, expected] of CASES)
    it(what, () => {
      assert.deepEqual(wrapText(text, 20).split("\n"), expected);
    });

  it("by what is seen of it: colors have no width", () => {
    const text = picocolors.createColors(true).red("one two three four!");
    assert.equal(wrapText(text, 20), text);
  });
});
