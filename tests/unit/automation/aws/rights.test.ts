import { strict as assert } from "node:assert";
import {
  IAMClient,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { lackedRights, principalOf, type Lack } from "../../../../automation/aws/rights";
import type { StageName } from "../../../../model/stage/name";
import { stageOf } from "../../../support/release";

const ROLE = "arn:aws:iam::100000000003:role/listbackup-deployment-role";

describe("who is behind a caller", () => {
  const CASES: readonly (readonly [arn: string, principal: string | null])[] = [
    ["arn:aws:sts::100000000003:assumed-role/listbackup-deployment-role/ann@example.com", ROLE],
    ["arn:aws-cn:sts::100000000003:assumed-role/deploy/ci", "arn:aws-cn:iam::100000000003:role/deploy"],
    ["arn:aws:iam::100000000003:user/ann", "arn:aws:iam::100000000003:user/ann"],
    ["arn:aws:iam::100000000003:root", null],
    ["", null],
  ];
  for (const [arn, principal] of CASES)
    it(`is ${String(principal)} for ${arn}`, () => {
      assert.equal(principalOf(arn), principal);
    });
});

describe("rights of a caller", () => {
  const mockIam = () => mockClient(IAMClient);
  let iam: ReturnType<typeof mockIam>;
  before(() => {
    iam = mockIam();
  });
  after(() => {
    iam.restore();
  });
  beforeEach(() => {
    iam.reset();
  });

  async function lackedOn(name: StageName, ...denied: readonly string[]): Promise<readonly Lack[]> {
    iam
      .on(SimulatePrincipalPolicyCommand)
      .callsFake(async ({ ActionNames = [] }: SimulatePrincipalPolicyCommandInput) => ({
        EvaluationResults: ActionNames.map((EvalActionName) => ({
          EvalActionName,
          EvalDecision: denied.includes(EvalActionName) ? "implicitDeny" : "allowed",
        })),
      }));
    const stage = stageOf(name);
    return lackedRights({ kind: "aws", region: stage.region, account: stage.account }, stage, ROLE);
  }
  const isNeeded = (lacked: readonly Lack[]) => lacked.map((lack) => [lack.actions, lack.isNeeded]);

  it("are all there", async () => {
    assert.deepEqual(await lackedOn("production"), []);
  });

  it("are asked for on things of the stage", async () => {
    await lackedOn("production");
    const asked = iam
      .commandCalls(SimulatePrincipalPolicyCommand)
      .flatMap(({ args: [{ input }] }) => (input.ActionNames?.includes("lambda:UpdateAlias") ? [input] : []));
    assert.deepEqual(
      [asked[0]?.PolicySourceArn, asked[0]?.ResourceArns],
      [ROLE, ["arn:aws:lambda:us-west-2:100000000003:function:listbackup-prod-gateway-health"]],
    );
  });

  it("to watch are needed where traffic moves share by share, and elsewhere good to have", async () => {
    const expected = ["logs:FilterLogEvents"];
    assert.deepEqual(isNeeded(await lackedOn("production", ...expected)), [[expected, true]]);
    assert.deepEqual(isNeeded(await lackedOn("dev", ...expected)), [[expected, false]]);
  });

  it("to tell people and programs are good to have", async () => {
    const lacked = await lackedOn("production", "sns:Publish", "events:PutEvents");
    assert.deepEqual(
      lacked.map((lack) => lack.isNeeded),
      [false, false],
    );
  });
});
