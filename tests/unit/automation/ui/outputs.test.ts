import { strict as assert } from "node:assert";
import { outputLines } from "../../../../automation/ui/outputs";

describe("outputLines", () => {
  const cases: readonly (readonly [value: unknown, lines: readonly string[]])[] = [
    ["https://api.example.com", ["out: https://api.example.com"]],
    [151, ["out: 151"]],
    [null, ["out: null"]],
    [{ "users/get": "7", "auth/login": "3" }, ["out:", "  users/get: 7", "  auth/login: 3"]],
    [
      ["a", { b: 1 }],
      ["out:", "  - a", '  - {"b":1}'],
    ],
    [{}, ["out: none"]],
  ];
  for (const [value, lines] of cases)
    it(`prints a line per entry: ${JSON.stringify(value)}`, () => {
      assert.deepEqual(outputLines("out", value), lines);
    });
});
