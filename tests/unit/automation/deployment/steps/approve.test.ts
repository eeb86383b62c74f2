import { strict as assert } from "node:assert";
import { approveStep } from "../../../../../automation/deployment/steps/approve";
import type { Deployment } from "../../../../../automation/deployment/deployment";

/** A deployment that asks. @param answer of the person; null: there is nobody to ask */
function asking(answer: boolean | null): Deployment {
  return {
    context: {
      terminal: { interactive: answer !== null, confirm: () => Promise.resolve(answer), detail: () => undefined },
    },
    session: { stage: { name: "dev" } },
    request: { reason: null },
    changes: [],
    retryCommand: "bin/deploy up dev",
  } as unknown as Deployment;
}

describe("the question before a deployment", () => {
  it("ends with 6 where the answer is no, and does not recommend --yes", async () => {
    await assert.rejects(async () => approveStep.runMigration(asking(false)), {
      code: "DECLINED",
      exitCode: 6,
      what: "Not deployed: dev is unchanged.",
      remedy: "See the status: `bin/deploy status dev`.",
    });
  });

  it("ends with 6 where there is nobody to ask, and names the option that answers", async () => {
    await assert.rejects(async () => approveStep.runMigration(asking(null)), {
      code: "APPROVAL_NEEDED",
      exitCode: 6,
      remedy: "Approve it on the command line: `bin/deploy up dev --yes`.",
    });
  });

  it("goes on where the answer is yes", async () => {
    assert.deepEqual(await approveStep.runMigration(asking(true)), { kind: "done", gives: {} });
  });
});
