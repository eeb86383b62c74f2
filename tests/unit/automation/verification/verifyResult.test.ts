import { strict as assert } from "node:assert";
import { verifyResult, type VerifyRun } from "../../../../automation/verification/verifyResult";
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

function verified(verdict: Verdict, isCancelled = false): VerifyRun {
  return {
    stage: stageOf("dev"),
    release: 7,
    rollbackTarget: 5,
    since: 1_500,
    results: [result(verdict)],
    milliseconds: 1_234.5,
    isCancelled,
  };
}

/** What a program is given: the exit code, and the document beside the error. */
function ended(what: VerifyRun): readonly [exit: number, details: unknown] {
  try {
    const { exit, data } = verifyResult(what);
    return [exit, data];
  } catch (error) {
    assert.ok(error instanceof DeployError);
    return [error.exitCode, error.details];
  }
}

describe("verifyResult", () => {
  const CASES: readonly (readonly [what: string, verdict: Verdict, isCancelled: boolean, exit: number])[] = [
    ["a stage that holds", { kind: "passed" }, false, 0],
    ["a stage that fails", FAILED, false, 10],
    ["a stage on which a check left something behind", { kind: "passed", left: ["a tag"] }, false, 10],
    ["an inconclusive run", OPEN, false, 11],
    ["a run that was stopped, whatever it found", FAILED, true, 8],
  ];
  for (const [what, verdict, isCancelled, exit] of CASES) {
    it(`has exit code ${String(exit)} and every verdict for ${what}`, () => {
      assert.deepEqual(ended(verified(verdict, isCancelled)), [
        exit,
        { stage: "dev", release: 7, since: 1, milliseconds: 1_235, checks: [{ ...result(verdict), milliseconds: 1 }] },
      ]);
    });
  }

  it("names the release to roll back to", () => {
    assert.throws(() => verifyResult(verified(FAILED)), { remedy: /or roll back: `bin\/deploy rollback dev --to 5`/ });
  });

  it("suggests no rollback where there is no target", () => {
    assert.throws(() => verifyResult({ ...verified(FAILED), rollbackTarget: null }), {
      remedy: "See the logs: `bin/deploy logs dev`.",
    });
  });
});
