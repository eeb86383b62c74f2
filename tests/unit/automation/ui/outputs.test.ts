import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { environmentLines, outputLines } from "../../../../automation/ui/outputs";

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

describe("outputs for a shell", () => {
  it("are read by it as they are, whatever they contain", async () => {
    const value = `it's $(touch hacked) "x"\nnext`;
    const lines = environmentLines([
      ["apiUrl", value],
      ["functions", { "users/get": "7" }],
    ]);
    const script = `${lines.join("\n")}\nprintf '%s|%s' "$API_URL" "$FUNCTIONS"`;
    const { stdout } = await promisify(execFile)("bash", ["-c", script]);
    assert.equal(stdout, `${value}|{"users/get":"7"}`);
  });
});
