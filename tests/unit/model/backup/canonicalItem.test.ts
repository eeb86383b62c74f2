import { strict as assert } from "node:assert";
import { canonicalItem, canonicalNumber } from "../../../../model/backup/canonicalItem";

describe("canonical items", () => {
  const numbers = {
    "1.50": "1.5",
    "-0": "0",
    "0012": "12",
    "1E+3": "1000",
    "12e-3": "0.012",
    ".5": "0.5",
    "-120.0": "-120",
    "0E5": "0",
  };
  for (const [text, expected] of Object.entries(numbers))
    it(`write ${text} as ${expected}`, () => {
      assert.equal(canonicalNumber(text), expected);
    });

  it("write binary values in base64, and sort maps and sets", () => {
    const item = {
      b: { M: { z: { NULL: true }, a: { NS: ["2", "1.0"] } } },
      a: { B: new Uint8Array([1, 2]) },
      c: { BOOL: false },
    };
    assert.equal(
      canonicalItem(item),
      '{"a":{"B":"AQI="},"b":{"M":{"a":{"NS":["1","2"]},"z":{"NULL":true}}},"c":{"BOOL":false}}',
    );
  });

  it("refuse a type that is not known, instead of losing its content", () => {
    assert.throws(() => canonicalItem({ a: { V: ["1"] } }), TypeError);
  });
});
