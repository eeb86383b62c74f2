import { strict as assert } from "node:assert";
import type { Context } from "../../../../../automation/commands/command";
import type { Change } from "../../../../../automation/engine/changes/change";
import { approveFoundation } from "../../../../../automation/operations/foundation/approval";
import { foundationOf } from "../../../../../model/account/foundation";
import { DeployError } from "../../../../../model/errors";
import { stageOf } from "../../../../support/release";

const FOUNDATION = foundationOf("dev", [stageOf("dev")], String);
const CHANGE: Change = {
  kind: "create",
  urn: "urn:pulumi:foundation-dev::listbackup-foundation::aws:s3/bucket:Bucket::state",
  type: "aws:s3/bucket:Bucket",
  name: "state",
  phase: null,
  properties: [],
  losses: [],
};

/** The code with which the approval ends; null: it was given. */
async function codeOf(interactive: boolean, answer: boolean): Promise<string | null> {
  const terminal = { interactive, confirm: () => Promise.resolve(answer) };
  const context = { terminal } as unknown as Context;
  try {
    await approveFoundation(context, FOUNDATION, [CHANGE], "bin/deploy bootstrap dev");
    return null;
  } catch (error) {
    assert.ok(error instanceof DeployError);
    return error.code;
  }
}

describe("the approval of changes of an account", () => {
  it("is needed on the command line where there is no terminal", async () => {
    assert.equal(await codeOf(false, true), "APPROVAL_NEEDED");
  });

  it("is refused by an answer", async () => {
    assert.equal(await codeOf(true, false), "DECLINED");
  });

  it("is given by an answer", async () => {
    assert.equal(await codeOf(true, true), null);
  });
});
