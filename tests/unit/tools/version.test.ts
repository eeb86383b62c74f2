import { strict as assert } from "node:assert";
import { isAtLeast, parseVersion } from "../../../tools/version";

describe("versions", () => {
  it("are read out of what a program says", () => {
    assert.deepEqual(parseVersion("go version go1.26 linux/amd64"), [1, 26, 0]);
  });

  for (const [version, oldest, expected] of [
    ["3.259.0", "3.248.0", true],
    ["3.248.0", "3.248.0", true],
    ["3.100.9", "3.248.0", false],
    ["2.999.0", "3.248.0", false],
    ["4.0.0", "3.248.0", true],
  ] as const) {
    it(`${version} is ${expected ? "" : "not "}at least ${oldest}`, () => {
      const [one, other] = [parseVersion(version), parseVersion(oldest)];
      assert.ok(one && other);
      assert.equal(isAtLeast(one, other), expected);
    });
  }
});
