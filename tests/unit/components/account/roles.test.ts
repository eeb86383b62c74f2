import { strict as assert } from "node:assert";
import { foundationProgram } from "../../../../components/foundationProgram";
import { foundationOf } from "../../../../model/account/foundation";
import { accountScope } from "../../../../model/access/scope";
import { accountRoles } from "../../../../model/access/roles";
import { STAGES, type StageName } from "../../../../model/stage/name";
import type { Stage } from "../../../../model/stage/stage";
import { stageOf } from "../../../support/release";
import { mockEngine, named, settled, type Registered } from "../mocks";

const PROVIDER = "arn:aws:iam::100000000001:oidc-provider/token.actions.githubusercontent.com";
const GITHUB: Stage["github"] = {
  kind: "on",
  repository: "acme/backend",
  branches: ["develop"],
  environments: [],
  pullRequests: true,
};
const ALL: readonly Stage[] = STAGES.map((stage) => ({ ...stageOf(stage), github: GITHUB }));

async function registeredFor(name: StageName): Promise<readonly Registered[]> {
  const registered = await mockEngine();
  const foundation = foundationOf(name, ALL, (account) => `arn:aws:iam::${account}:role/deploy`);
  await foundationProgram({ foundation, adopt: new Map() })();
  await settled();
  return registered;
}

function trusted(registered: readonly Registered[], name: string): readonly (readonly unknown[])[] {
  const { Statement } = JSON.parse(String(named(registered, name).inputs["assumeRolePolicy"])) as {
    readonly Statement: readonly { readonly Principal: object; readonly Condition: object }[];
  };
  return Statement.map(({ Principal, Condition }) => [Principal, Condition]);
}

describe("the roles of an account", () => {
  it("are in the account's first stage only", async () => {
    const roles = (await registeredFor("disaster-recovery")).filter(({ type }) => type === "aws:iam/role:Role");
    assert.deepEqual(roles, []);
  });

  it("each have their policies", async () => {
    const registered = await registeredFor("dev");
    const attached = registered.filter(({ type }) => type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    const { deployment, preview, breakGlass } = accountRoles(accountScope("100000000001", ALL));
    assert.equal(attached.length, deployment.policies.length + preview.policies.length + breakGlass.awsPolicies.length);
  });

  it("trust workflows of a branch to deploy", async () => {
    assert.deepEqual(trusted(await registeredFor("dev"), "roles-deployment")[0], [
      { Federated: PROVIDER },
      {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": ["repo:acme/backend:ref:refs/heads/develop"],
        },
      },
    ]);
  });

  it("trust people with MFA only, for emergencies", async () => {
    assert.deepEqual(trusted(await registeredFor("dev"), "roles-break-glass"), [
      [{ AWS: ["arn:aws:iam::100000000001:root"] }, { Bool: { "aws:MultiFactorAuthPresent": "true" } }],
    ]);
  });
});
