import { strict as assert } from "node:assert";
import { verificationError } from "../../../../automation/verification/verificationError";
import type { CheckResult, Verdict } from "../../../../automation/verification/verdict";
import type { CheckGroup } from "../../../../model/catalog/schema/checks";
import { stageOf } from "../../../support/release";

const STAGE = { ...stageOf("dev"), verification: { acceptInconclusive: ["metrics" as CheckGroup] } };
const OPEN: Verdict = { kind: "inconclusive", reason: "no data" };

function result(group: CheckGroup, verdict: Verdict): CheckResult {
  return { id: group, group, title: `The ${group}`, verdict, milliseconds: 1 };
}
const PASSED = result("health", { kind: "passed" });

describe("verificationError", () => {
  it("is null where all passed or the stage accepts what is inconclusive", () => {
    assert.equal(verificationError([PASSED, result("metrics", OPEN)], STAGE, "Go.", "warn"), null);
  });

  it("is VERIFICATION where a check failed, with evidence and test data that was not deleted", () => {
    const evidence = [{ request: "GET /health", response: "503 {}", logs: ["boom"] }];
    const error = verificationError(
      [PASSED, result("login", { kind: "failed", reason: "503, not 200", evidence, left: ["a tag"] })],
      STAGE,
      "Go.",
      "warn",
    );
    assert.deepEqual(
      [error?.code, error?.what, error?.remedy],
      [
        "VERIFICATION",
        "1 of 2 checks failed:\n  The login: 503, not 200\n      left      a tag\n      request   GET /health\n      response  503 {}\n      log       boom",
        "Go.",
      ],
    );
  });

  it("is INCONCLUSIVE where the stage does not accept that", () => {
    const error = verificationError([PASSED, result("traces", OPEN)], STAGE, "Go.", "warn");
    assert.deepEqual([error?.code, error?.exitCode], ["INCONCLUSIVE", 11]);
  });

  const REFUSING = { ...STAGE, functions: { ...STAGE.functions, withoutHandler: "refuse" as const } };
  const WITHOUT_HANDLER = [
    ["placeholder", STAGE, null],
    ["placeholder", REFUSING, "INCONCLUSIVE"],
    ["absent", REFUSING, null],
  ] as const;
  for (const [because, stage, code] of WITHOUT_HANDLER) {
    it(`is ${code ?? "null"} where a function is ${because} and handlers are ${stage === STAGE ? "not needed" : "needed"}`, () => {
      const error = verificationError([PASSED, result("login", { ...OPEN, because })], stage, "Go.", "warn");
      assert.equal(error?.code ?? null, code);
    });
  }

  it("is INCONCLUSIVE where nothing has passed", () => {
    assert.equal(verificationError([result("metrics", OPEN)], STAGE, "Go.", "warn")?.code, "INCONCLUSIVE");
  });

  it("is INCONCLUSIVE where no check is due, and names the file for checks", () => {
    const error = verificationError([], STAGE, "Go.", "fail");
    assert.deepEqual([error?.code, error?.what.split(":")[0]], ["INCONCLUSIVE", "No check ran"]);
    assert.match(error?.remedy ?? "", /catalog\/checks\.yaml/);
  });

  it("prefers VERIFICATION to INCONCLUSIVE", () => {
    const failed = result("login", { kind: "failed", reason: "no" });
    assert.equal(verificationError([result("traces", OPEN), failed], STAGE, "Go.", "warn")?.code, "VERIFICATION");
  });

  const WITH_LEFTOVERS: readonly (readonly [what: string, verdict: Verdict])[] = [
    ["passed", { kind: "passed", left: ["a tag"] }],
    ["was inconclusive", { ...OPEN, left: ["a tag"] }],
  ];
  for (const [what, verdict] of WITH_LEFTOVERS) {
    it(`is null for a deployment where a check that ${what} left test data behind`, () => {
      assert.equal(verificationError([PASSED, result("metrics", verdict)], STAGE, "Go.", "warn"), null);
    });

    it(`is VERIFICATION for verify where a check that ${what} left test data behind`, () => {
      const error = verificationError([PASSED, result("metrics", verdict)], STAGE, "Go.", "fail");
      assert.deepEqual(
        [error?.code, error?.exitCode, error?.what],
        [
          "VERIFICATION",
          10,
          "1 of 2 checks left test data behind:\n  The metrics: some of its test data was not deleted\n      left      a tag",
        ],
      );
    });
  }

  it("reports a failure and another check's test data that was not deleted", () => {
    const results = [
      result("health", { kind: "passed", left: ["a tag"] }),
      result("login", { kind: "failed", reason: "no" }),
    ];
    assert.equal(
      verificationError(results, STAGE, "Go.", "fail")?.what,
      "1 of 2 checks failed:\n  The login: no\n  The health: some of its test data was not deleted\n      left      a tag",
    );
  });

  it("reports a failed check of any id", () => {
    const user = { ...result("login", { kind: "failed", reason: "no" }), id: "user" };
    assert.equal(verificationError([PASSED, user], STAGE, "Go.", "warn")?.code, "VERIFICATION");
  });
});
