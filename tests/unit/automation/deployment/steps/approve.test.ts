import { strict as assert } from "node:assert";
import { approveStep } from "../../../../../automation/deployment/lateSteps";
import type { Deployment } from "../../../../../automation/deployment/deployment";

/** A deployment that asks. @param answer of the person; null: there is no terminal */
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

describe("the approval of a deployment", () => {
  it(`ends with 6 after "no", and does not suggest --yes`, async () => {
    await assert.rejects(async () => approveStep.run(asking(false)), {
      code: "DECLINED",
      exitCode: 6,
      what: "Not deployed: dev is unchanged.",
      remedy: "See the status: `bin/deploy status dev`.",
    });
  });

  it("ends with 6 without a terminal, and names the option", async () => {
    await assert.rejects(async () => approveStep.run(asking(null)), {
      code: "APPROVAL_NEEDED",
      exitCode: 6,
      remedy: "Approve it on the command line: `bin/deploy up dev --yes`.",
    });
  });

  it(`continues after "yes"`, async () => {
    assert.deepEqual(await approveStep.run(asking(true)), { kind: "done", gives: {} });
  });
});
