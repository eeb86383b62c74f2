import { strict as assert } from "node:assert";
import { nearestName } from "../../../model/nearestName";

describe("the nearest candidate", () => {
  const NEAR: readonly (readonly [text: string, candidates: readonly string[], expected: string | null])[] = [
    ["users", ["users", "user"], "users"],
    ["usres", ["accounts", "users"], "users"],
    ["user", ["accounts", "users"], "users"],
    ["userss", ["accounts", "users"], "users"],
    ["prod", ["dev", "staging", "production"], null],
    ["staging-2", ["dev", "staging"], "staging"],
    ["st", ["dev", "staging"], null],
    ["zz", ["ab"], "ab"],
    ["zzz", ["abc"], null],
    ["abcdefghi", ["abcdefxyz"], "abcdefxyz"],
    ["abcdefghi", ["abcdewxyz"], null],
    ["abcd", ["abce", "abcf"], "abce"],
    ["", ["a", "abc"], "a"],
    ["users", [], null],
    ["tgas", ["teams", "tags"], "tags"],
    ["prduction", ["staging", "production"], "production"],
  ];
  for (const [text, candidates, expected] of NEAR) {
    it(`of ${candidates.join(", ") || "nothing"} to "${text}" is ${expected ?? "none"}`, () => {
      assert.equal(nearestName(text, candidates), expected);
    });
  }
});
