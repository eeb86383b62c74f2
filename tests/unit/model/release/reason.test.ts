import { strict as assert } from "node:assert";
import { parseReason } from "../../../../model/release/reason";

describe("a reason", () => {
  it("is kept without the white space around it", () =>
    assert.equal(parseReason(" Sprint 12: über €\n"), "Sprint 12: über €"));

  const refused = {
    "a line break": "a\nb",
    "a carriage return": "a\rb",
    "an escape sequence": "a\u001b[31mb",
    "a line separator": "a\u2028b",
    "another direction of writing": "a\u202eb",
    "more than 300 characters": "x".repeat(301),
  };
  for (const [what, text] of Object.entries(refused))
    it(`is refused with ${what}`, () => {
      assert.throws(() => parseReason(text), { code: "USAGE" });
    });
});
