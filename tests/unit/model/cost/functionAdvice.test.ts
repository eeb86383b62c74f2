import { strict as assert } from "node:assert";
import { functionAdvice, functionCost, MIN_INVOCATIONS, type FunctionUse } from "../../../../model/cost/functionAdvice";

const USE: FunctionUse = {
  name: "listbackup-dev-users-get",
  memory: 512,
  timeout: 30,
  architecture: "arm64",
  invocations: 1_000_000,
  billedMs: 100_000_000,
  p95Ms: 120,
  maxMemoryMb: 300,
};

function adviceOn(change: Partial<FunctionUse>): readonly unknown[] {
  return functionAdvice({ ...USE, ...change }, 1).map((advice) => [
    advice.kind,
    "to" in advice ? advice.to : null,
    "savesUsd" in advice ? advice.savesUsd.toFixed(2) : null,
  ]);
}

describe("advice on a function", () => {
  it("costs requests and GB-seconds of its architecture", () => {
    assert.equal(functionCost(USE).toFixed(2), (0.2 + 50_000 * 0.0000133334).toFixed(2));
    assert.equal(functionCost(USE, { architecture: "x86_64" }).toFixed(2), (0.2 + 50_000 * 0.0000166667).toFixed(2));
  });

  it("is none where the memory fits", () => {
    assert.deepEqual(adviceOn({}), []);
  });

  it("lowers the memory to one and a half times the use, in steps of 64 MB", () => {
    assert.deepEqual(adviceOn({ maxMemoryMb: 150 }), [["lower-memory", 256, "0.33"]]);
  });

  it("does not go below Lambda's minimum", () => {
    assert.deepEqual(adviceOn({ maxMemoryMb: 40 }), [["lower-memory", 128, "0.50"]]);
  });

  it("does not lower the memory where less CPU could exceed the time limit", () => {
    assert.deepEqual(adviceOn({ maxMemoryMb: 40, p95Ms: 4_000 }), []);
  });

  it("raises the memory where nearly all of it was used", () => {
    assert.deepEqual(adviceOn({ maxMemoryMb: 480 }), [["raise-memory", 768, null]]);
  });

  it("does not raise the memory beyond Lambda's maximum", () => {
    assert.deepEqual(adviceOn({ memory: 10_240, maxMemoryMb: 10_000 }), []);
  });

  it("reports a function that often takes nearly all of its time", () => {
    assert.deepEqual(adviceOn({ p95Ms: 24_000 }), [["near-timeout", null, null]]);
  });

  it("names arm64 with its saving", () => {
    assert.deepEqual(adviceOn({ architecture: "x86_64" }), [["use-arm64", "arm64", "0.17"]]);
  });

  it("is none with few invocations: the largest use is not known", () => {
    assert.deepEqual(adviceOn({ invocations: MIN_INVOCATIONS - 1, maxMemoryMb: 510, architecture: "x86_64" }), []);
  });

  it("states savings a month, whatever the period", () => {
    const [half] = functionAdvice({ ...USE, maxMemoryMb: 150 }, 0.5);
    assert.equal(half !== undefined && "savesUsd" in half ? half.savesUsd.toFixed(2) : "", "0.67");
  });
});
