import { strict as assert } from "node:assert";
import { ofTheRelease, verificationError } from "../../../../automation/verification/verify";
import type { CheckResult, Verdict } from "../../../../automation/verification/verdict";
import type { CheckGroup } from "../../../../model/catalog/checksSchema";
import { stageOf } from "../../../support/release";

const STAGE = { ...stageOf("dev"), verification: { acceptInconclusive: ["metrics" as CheckGroup] } };
const OPEN: Verdict = { kind: "inconclusive", reason: "nothing to judge by" };

function result(group: CheckGroup, verdict: Verdict): CheckResult {
  return { id: group, group, title: `The ${group}`, verdict, milliseconds: 1 };
}
const PASSED = result("health", { kind: "passed" });

describe("what verdicts mean", () => {
  it("nothing bad, where all passed or the stage takes what is open for good", () => {
    assert.equal(verificationError([PASSED, result("metrics", OPEN)], STAGE, "Go."), null);
  });

  it("a failure, where one failed, with what was asked, answered and left behind", () => {
    const evidence = [{ request: "GET /health", response: "503 {}", logs: ["boom"] }];
    const error = verificationError(
      [PASSED, result("login", { kind: "failed", reason: "503, not 200", evidence, left: ["a tag"] })],
      STAGE,
      "Go.",
    );
    assert.deepEqual(
      [error?.code, error?.what, error?.remedy],
      [
        "VERIFICATION",
        "1 of 2 checks failed:\n  The login: 503, not 200\n      left behind a tag\n      asked     GET /health\n      answered  503 {}\n      logged    boom",
        "Go.",
      ],
    );
  });

  it("inconclusive, where the stage does not take that for good", () => {
    const error = verificationError([PASSED, result("traces", OPEN)], STAGE, "Go.");
    assert.deepEqual([error?.code, error?.exitCode], ["INCONCLUSIVE", 11]);
  });

  it("inconclusive, where nothing has passed at all", () => {
    assert.equal(verificationError([result("metrics", OPEN)], STAGE, "Go.")?.code, "INCONCLUSIVE");
  });

  it("a failure before anything inconclusive", () => {
    const failed = result("login", { kind: "failed", reason: "no" });
    assert.equal(verificationError([result("traces", OPEN), failed], STAGE, "Go.")?.code, "VERIFICATION");
  });

  it("nothing against a release, where only the throw-away user stayed", () => {
    const user = { ...result("login", { kind: "failed", reason: "he stayed", left: ["ann"] }), id: "user" };
    assert.equal(verificationError([PASSED, user], STAGE, "Go.")?.code, "VERIFICATION");
    assert.equal(verificationError(ofTheRelease([PASSED, user]), STAGE, "Go."), null);
  });
});
