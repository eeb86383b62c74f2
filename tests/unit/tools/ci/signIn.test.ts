import { strict as assert } from "node:assert";
import { requireApproval } from "../../../../tools/ci/environment";
import { signIn } from "../../../../tools/ci/signIn";
import { ROOT } from "../../../support/project/project";

describe("the sign-in of a workflow", () => {
  it("is the role of the stage's account, in its region", () => {
    assert.deepEqual(signIn(ROOT, "production", "deployment"), [
      "arn=arn:aws:iam::100000000003:role/listbackup-deployment-role",
      "region=us-west-2",
      "seconds=7200",
    ]);
    assert.match(signIn(ROOT, "dev", "preview")[0] ?? "", /role\/listbackup-preview-role$/);
  });

  it("refuses other stages and roles", () => {
    assert.throws(() => signIn(ROOT, "main", "preview"), { code: "STAGE_UNKNOWN" });
    assert.throws(() => signIn(ROOT, "dev", "break-glass"), { code: "USAGE" });
  });
});

describe("the GitHub environment of a stage", () => {
  const answering = (answer: unknown) => (): Promise<unknown> => Promise.resolve(answer);
  const reviewed = { protection_rules: [{ type: "required_reviewers" }], deployment_branch_policy: {} };

  it("needs no protection where the stage is not protected", async () => {
    await requireApproval(ROOT, "dev", () => Promise.reject(new Error("not asked")));
  });

  it("of a protected stage needs reviewers and a restriction to branches", async () => {
    await requireApproval(ROOT, "production", answering(reviewed));
    await assert.rejects(requireApproval(ROOT, "production", answering({ ...reviewed, protection_rules: [] })), {
      code: "GITHUB",
      what: /lacks required reviewers:/,
    });
    await assert.rejects(
      requireApproval(ROOT, "production", answering({ ...reviewed, deployment_branch_policy: null })),
      {
        code: "GITHUB",
        what: /lacks a restriction to branches:/,
      },
    );
  });

  it("that GitHub has just created has neither", async () => {
    await assert.rejects(requireApproval(ROOT, "production", answering({ name: "production" })), {
      what: /lacks required reviewers and a restriction to branches:/,
    });
  });
});
