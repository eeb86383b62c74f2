import { strict as assert } from "node:assert";
import { complaintsAbout } from "../../../../automation/verification/metrics";
import type { FunctionMetrics } from "../../../../automation/aws/metrics";
import type { StageFunction } from "../../../../model/stage/functions";

const FN = {
  id: "tags/list",
  spec: { timeout: 10 },
  service: { defaults: { timeout: 6 } },
} as unknown as StageFunction;
const LIMITS = { errorPercent: 1, throttles: 0, durationPercent: 80 };
const GOOD: FunctionMetrics = { invocations: 1_000, errors: 10, throttles: 0, p95: 8_000 };

describe("a function's metrics", () => {
  const CASES: readonly (readonly [what: string, Partial<FunctionMetrics>, readonly string[]])[] = [
    ["at every limit", {}, []],
    ["one error too many", { errors: 11 }, ["tags/list: 11 of 1000 invocations failed"]],
    ["a refused invocation", { throttles: 1 }, ["tags/list: 1 invocations were refused"]],
    ["too slow", { p95: 8_001 }, ["tags/list: the 95th percentile took 8001 ms of 10000"]],
    ["no duration yet", { p95: null }, []],
  ];
  for (const [what, change, expected] of CASES) {
    it(`are judged: ${what}`, () => {
      assert.deepEqual(complaintsAbout(FN, { ...GOOD, ...change }, LIMITS), expected);
    });
  }
});
