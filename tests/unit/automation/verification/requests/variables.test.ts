import { strict as assert } from "node:assert";
import { fill, fillAll, isFillable, pick, pickAll } from "../../../../../automation/verification/requests/variables";

const KNOWN = new Map([["tagId", "a/b"]]);

describe("variables of checks", () => {
  it("are replaced in texts; unknown ones stay", () => {
    assert.equal(fill("/tags/{{tagId}}/{{other}}", KNOWN), "/tags/a/b/{{other}}");
  });

  it("are escaped for a path", () => {
    assert.equal(fill("/tags/{{tagId}}", KNOWN, encodeURIComponent), "/tags/a%2Fb");
  });

  it("tell whether all of a text are known", () => {
    assert.deepEqual([isFillable("{{tagId}}", KNOWN), isFillable("{{tagId}}{{jobId}}", KNOWN)], [true, false]);
  });

  for (const [path, expected] of [
    ["data.items.0.tagId", "t1"],
    ["data.count", "2"],
    ["data.missing.deeper", undefined],
    ["data.items", undefined],
    ["constructor.name", undefined],
  ] as const) {
    it(`are picked from a response: ${path}`, () => {
      assert.equal(pick({ data: { items: [{ tagId: "t1" }], count: 2 } }, path), expected);
    });
  }

  it("are replaced in a body at any depth", () => {
    assert.deepEqual(fillAll({ name: "{{tagId}}", parts: [{ id: "{{tagId}}", size: 2 }], none: null }, KNOWN), {
      name: "a/b",
      parts: [{ id: "a/b", size: 2 }],
      none: null,
    });
  });

  for (const [path, expected] of [
    ["checks.*.status", ["ok", "down"]],
    ["byName.*.status", ["ok", undefined]],
    ["checks.0.status", ["ok"]],
    ["empty.*", []],
    ["missing.*", [undefined]],
  ] as const) {
    it(`are picked from each element of a response: ${path}`, () => {
      const answer = {
        checks: [{ status: "ok" }, { status: "down" }],
        byName: { a: { status: "ok" }, b: {} },
        empty: [],
      };
      assert.deepEqual(pickAll(answer, path), expected);
    });
  }

  it("are not picked from a missing response", () => {
    assert.equal(pick(undefined, "data.tagId"), undefined);
  });
});
