import { strict as assert } from "node:assert";
import { conclusion, type Verified } from "../../../../automation/verification/verifyResult";
import type { CheckResult, Verdict } from "../../../../automation/verification/verdict";
import { DeployError } from "../../../../model/errors";
import { stageOf } from "../../../support/release";

const FAILED: Verdict = {
  kind: "failed",
  reason: "503, not 200",
  evidence: [{ request: "GET /health", response: "503 {}", logs: ["boom"] }],
  left: ["a tag"],
};
const OPEN: Verdict = { kind: "inconclusive", reason: "no answer" };

function result(verdict: Verdict): CheckResult {
  return { id: "health", group: "health", title: "It is up", verdict, milliseconds: 1.4 };
}

function verified(verdict: Verdict, isCancelled = false): Verified {
  return {
    stage: stageOf("dev"),
    release: 7,
    before: 5,
    since: 1_500,
    results: [result(verdict)],
    milliseconds: 1_234.5,
    isCancelled,
  };
}

/** What a program is given: the exit code, and the document beside the error. */
function ended(what: Verified): readonly [exit: number, details: unknown] {
  try {
    const { exit, data } = conclusion(what);
    return [exit, data];
  } catch (error) {
    assert.ok(error instanceof DeployError);
    return [error.exitCode, error.details];
  }
}

describe("what verify answers", () => {
  const CASES: readonly (readonly [what: string, verdict: Verdict, isCancelled: boolean, exit: number])[] = [
    ["a stage that holds", { kind: "passed" }, false, 0],
    ["a stage that fails", FAILED, false, 10],
    ["a stage on which a check left something behind", { kind: "passed", left: ["a tag"] }, false, 10],
    ["a stage that nobody can tell of", OPEN, false, 11],
    ["a run that was stopped, whatever it found", FAILED, true, 8],
  ];
  for (const [what, verdict, isCancelled, exit] of CASES) {
    it(`ends with ${String(exit)} for ${what}, and gives a program every verdict`, () => {
      assert.deepEqual(ended(verified(verdict, isCancelled)), [
        exit,
        { stage: "dev", release: 7, since: 1, milliseconds: 1_235, checks: [{ ...result(verdict), milliseconds: 1 }] },
      ]);
    });
  }

  it("names the release to go back to", () => {
    assert.throws(() => conclusion(verified(FAILED)), { remedy: /or go back: `bin\/deploy rollback dev --to 5`/ });
  });

  it("names no way back where there is none", () => {
    assert.throws(() => conclusion({ ...verified(FAILED), before: null }), {
      remedy: "See the logs: `bin/deploy logs dev`.",
    });
  });
});
