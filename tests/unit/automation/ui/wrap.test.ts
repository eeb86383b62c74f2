import { strict as assert } from "node:assert";
import picocolors from "picocolors";
import { wrapText } from "../../../../automation/ui/wrap";

const CASES: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
  ["keeps a line that fits", "one two three four!", ["one two three four!"]],
  ["breaks at spaces, with a hanging indent", "one two three four five six", ["one two three four", "  five six"]],
  ["keeps the indent of the line", "    one two three four five", ["    one two three", "      four five"]],
  ["wraps each line separately", "one\ntwo three four five six", ["one", "two three four five", "  six"]],
  [
    "does not break a command between backticks",
    "Run `bin/deploy status` now",
    ["Run", "  `bin/deploy status`", "  now"],
  ],
  ["does not break a long word", `a ${"x".repeat(30)} b`, ["a", `  ${"x".repeat(30)}`, "  b"]],
];

describe("wrapText at 20 columns", () => {
  for (const [what, text, expected] of CASES)
    it(what, () => {
      assert.deepEqual(wrapText(text, 20).split("\n"), expected);
    });

  it("does not count color codes", () => {
    const text = picocolors.createColors(true).red("one two three four!");
    assert.equal(wrapText(text, 20), text);
  });
});
