import { strict as assert } from "node:assert";
import { concurrencyError } from "../../../../../automation/aws/account/concurrency";

describe("Lambda concurrency", () => {
  const CASES: readonly (readonly [limit: number, wanted: number, code: string | undefined])[] = [
    // A new account has 10.
    [10, 0, undefined],
    [10, 1, "PREFLIGHT"],
    [105, 5, undefined],
    [104, 5, "PREFLIGHT"],
    [1_000, 50, undefined],
  ];
  for (const [limit, reserved, code] of CASES) {
    it(`of ${String(limit)}, ${String(reserved)} of them reserved, is ${code ?? "enough"}`, () => {
      assert.equal(concurrencyError({ limit, reserved })?.code, code);
    });
  }
});
