import { strict as assert } from "node:assert";
import { verificationError } from "../../../../automation/verification/verify";
import type { CheckResult, Verdict } from "../../../../automation/verification/verdict";
import type { CheckGroup } from "../../../../model/catalog/schema/checks";
import { stageOf } from "../../../support/release";

const STAGE = { ...stageOf("dev"), verification: { acceptInconclusive: ["metrics" as CheckGroup] } };
const OPEN: Verdict = { kind: "inconclusive", reason: "nothing to judge by" };

function result(group: CheckGroup, verdict: Verdict): CheckResult {
  return { id: group, group, title: `The ${group}`, verdict, milliseconds: 1 };
}
const PASSED = result("health", { kind: "passed" });

describe("what verdicts mean", () => {
  it("nothing bad, where all passed or the stage takes what is open for good", () => {
    assert.equal(verificationError([PASSED, result("metrics", OPEN)], STAGE, "Go.", "warn"), null);
  });

  it("a failure, where one failed, with what was asked, answered and left behind", () => {
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
        "1 of 2 checks failed:\n  The login: 503, not 200\n      left behind a tag\n      asked     GET /health\n      answered  503 {}\n      logged    boom",
        "Go.",
      ],
    );
  });

  it("inconclusive, where the stage does not take that for good", () => {
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
    it(`${code ?? "nothing bad"}, where a function is ${because} and handlers are ${stage === STAGE ? "not needed" : "needed"}`, () => {
      const error = verificationError([PASSED, result("login", { ...OPEN, because })], stage, "Go.", "warn");
      assert.equal(error?.code ?? null, code);
    });
  }

  it("inconclusive, where nothing has passed at all", () => {
    assert.equal(verificationError([result("metrics", OPEN)], STAGE, "Go.", "warn")?.code, "INCONCLUSIVE");
  });

  it("inconclusive, where there was nothing to check, with where checks are written", () => {
    const error = verificationError([], STAGE, "Go.", "fail");
    assert.deepEqual([error?.code, error?.what.split(":")[0]], ["INCONCLUSIVE", "No check ran"]);
    assert.match(error?.remedy ?? "", /catalog\/checks\.yaml/);
  });

  it("a failure before anything inconclusive", () => {
    const failed = result("login", { kind: "failed", reason: "no" });
    assert.equal(verificationError([result("traces", OPEN), failed], STAGE, "Go.", "warn")?.code, "VERIFICATION");
  });

  const LITTERED: readonly (readonly [what: string, verdict: Verdict])[] = [
    ["passed", { kind: "passed", left: ["a tag"] }],
    ["could not tell", { ...OPEN, left: ["a tag"] }],
  ];
  for (const [what, verdict] of LITTERED) {
    it(`nothing against a release, where a check that ${what} left something behind`, () => {
      assert.equal(verificationError([PASSED, result("metrics", verdict)], STAGE, "Go.", "warn"), null);
    });

    it(`a failure, with what was left, where somebody asked and a check that ${what} left something behind`, () => {
      const error = verificationError([PASSED, result("metrics", verdict)], STAGE, "Go.", "fail");
      assert.deepEqual(
        [error?.code, error?.exitCode, error?.what],
        [
          "VERIFICATION",
          10,
          "1 of 2 checks left something behind:\n  The metrics: not all that it made was taken away\n      left behind a tag",
        ],
      );
    });
  }

  it("a failure by its reason, where another check left something behind, with both", () => {
    const results = [
      result("health", { kind: "passed", left: ["a tag"] }),
      result("login", { kind: "failed", reason: "no" }),
    ];
    assert.equal(
      verificationError(results, STAGE, "Go.", "fail")?.what,
      "1 of 2 checks failed:\n  The login: no\n  The health: not all that it made was taken away\n      left behind a tag",
    );
  });

  it("a failure of a catalog's check, whatever it is called", () => {
    const user = { ...result("login", { kind: "failed", reason: "no" }), id: "user" };
    assert.equal(verificationError([PASSED, user], STAGE, "Go.", "warn")?.code, "VERIFICATION");
  });
});
