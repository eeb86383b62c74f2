import { strict as assert } from "node:assert";
import { usesColor, type ColorRequest } from "../../../../automation/ui/color";
import { openTerminal } from "../../../../automation/ui/terminal";

const TERMINAL = { wanted: true, json: false, environment: {}, terminals: [true, true] };

describe("color", () => {
  const cases: readonly (readonly [what: string, request: Partial<ColorRequest>, expected: boolean])[] = [
    ["on a terminal", {}, true],
    ["in a pipe", { terminals: [undefined, true] }, false],
    ["with messages in a file", { terminals: [true, undefined] }, false],
    ["in a pipe of a CI runner", { terminals: [undefined, undefined], environment: { CI: "true" } }, false],
    ["in a pipe with FORCE_COLOR", { terminals: [undefined, undefined], environment: { FORCE_COLOR: "1" } }, true],
    ["with FORCE_COLOR=0", { environment: { FORCE_COLOR: "0" } }, false],
    ["with NO_COLOR", { environment: { NO_COLOR: "1", FORCE_COLOR: "1" } }, false],
    ["with an empty NO_COLOR", { environment: { NO_COLOR: "" } }, true],
    ["with --no-color", { wanted: false, environment: { FORCE_COLOR: "1" } }, false],
    ["with --json", { json: true, environment: { FORCE_COLOR: "1" } }, false],
    ["on a dumb terminal", { environment: { TERM: "dumb" } }, false],
  ];
  for (const [what, request, expected] of cases)
    it(`${what}: ${expected ? "yes" : "no"}`, () => {
      assert.equal(usesColor({ ...TERMINAL, ...request }), expected);
    });

  it("is not printed by a terminal without it, whatever CI is set to", () => {
    const streams = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };
    const { colors } = openTerminal({ json: false, quiet: false, verbose: false, color: false }, streams);
    assert.equal(colors.red("x"), "x");
  });
});
