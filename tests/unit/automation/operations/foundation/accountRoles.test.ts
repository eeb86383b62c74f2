import { strict as assert } from "node:assert";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { requireServiceRoles } from "../../../../../automation/operations/foundation/accountRoles";
import { foundationOf } from "../../../../../model/account/foundation";
import { STAGES, type StageName } from "../../../../../model/stage/name";
import { useMock } from "../../../../support/mocks";
import { stageOf } from "../../../../support/release";

const { account, region } = stageOf("disaster-recovery");
const TARGET = { kind: "aws", account, region } as const;

function requireFor(name: StageName): Promise<void> {
  return requireServiceRoles(TARGET, foundationOf(name, STAGES.map(stageOf), String));
}

describe("the roles of an account's backups", () => {
  const iam = useMock(() => mockClient(IAMClient));

  it("are those of the first stage's foundation, which is bootstrapped first", async () => {
    iam()
      .on(GetRoleCommand)
      .rejects(Object.assign(new Error("no"), { name: "NoSuchEntityException" }));
    await assert.rejects(requireFor("disaster-recovery"), {
      code: "PREFLIGHT",
      remedy: "Run `bin/deploy bootstrap production` first: it creates the roles of the account.",
    });
  });

  it("exist afterwards", async () => {
    iam().on(GetRoleCommand).resolves({});
    await requireFor("disaster-recovery");
    assert.equal(iam().commandCalls(GetRoleCommand).length, 2);
  });

  it("are created by the first stage's own foundation", async () => {
    await requireFor("production");
    assert.equal(iam().commandCalls(GetRoleCommand).length, 0);
  });
});
