import { strict as assert } from "node:assert";
import { planChecks, type VerificationMode } from "../../../../automation/verification/plan";
import type { Subject } from "../../../../automation/verification/subject";
import { checksSchema } from "../../../../model/catalog/schema/checks";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";

const CHECKS = checksSchema.parse({
  checks: {
    logs: { kind: "logs", purpose: "No panic", group: "logs" },
    traces: { kind: "traces", purpose: "No fault", group: "traces", when: "verify" },
    routes: { kind: "routes", purpose: "Answer", group: "routes", withToken: [], timeoutSeconds: 7, attempts: 2 },
    health: {
      kind: "requests",
      purpose: "It is up",
      group: "health",
      steps: [{ request: "GET /health", expect: 200 }],
    },
    tests: {
      kind: "go-tests",
      purpose: "Own",
      group: "integration",
      tags: "it",
      packages: "./...",
      stages: ["staging"],
    },
  },
});

function due(occasion: VerificationMode, stage: "dev" | "staging" = "dev"): readonly string[] {
  const release = releaseOf({ ...smallCatalog(), checks: CHECKS });
  const subject = { release, stage: stageOf(stage) } as unknown as Subject;
  return planChecks(subject, occasion, new AbortController().signal).checks.map(({ id }) => id);
}

describe("planChecks", () => {
  const CASES: readonly (readonly [what: string, occasion: VerificationMode, expected: readonly string[]])[] = [
    [
      "in a deployment: those that always are, in the order of their groups",
      { kind: "deployment" },
      ["health", "routes", "logs"],
    ],
    ["in a rollback: none that watches", { kind: "rollback" }, ["health", "routes"]],
    ["for verify: all", { kind: "verify", groups: [] }, ["health", "routes", "logs", "traces"]],
    ["for verify with groups: those", { kind: "verify", groups: ["traces", "health"] }, ["health", "traces"]],
  ];
  for (const [what, occasion, expected] of CASES) {
    it(`returns, ${what}`, () => {
      assert.deepEqual(due(occasion), expected);
    });
  }

  it("returns checks of the stage, too", () => {
    assert.ok(due({ kind: "verify", groups: [] }, "staging").includes("tests"));
  });
});
