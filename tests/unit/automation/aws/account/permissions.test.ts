import { strict as assert } from "node:assert";
import {
  GetRoleCommand,
  IAMClient,
  SimulatePrincipalPolicyCommand,
  type Role,
  type SimulatePrincipalPolicyCommandInput,
} from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import {
  missingPermissions,
  principalOf,
  type MissingPermissions,
  type Principal,
} from "../../../../../automation/aws/account/permissions";
import type { StageName } from "../../../../../model/stage/name";
import { stageOf } from "../../../../support/release";
import { useMock } from "../../../../support/mocks";

const ROLE = "arn:aws:iam::100000000003:role/listbackup-deployment-role";

const AWS = { kind: "aws", region: "us-west-2", account: "100000000003" } as const;
const SSO = "AWSReservedSSO_Admin_0123456789abcdef";
const SSO_ROLE = `arn:aws:iam::100000000003:role/aws-reserved/sso.amazonaws.com/eu-west-1/${SSO}`;

describe("principalOf", () => {
  const iam = useMock(() => mockClient(IAMClient));
  beforeEach(() => {
    iam()
      .on(GetRoleCommand)
      .rejects(Object.assign(new Error("no"), { name: "AccessDenied" }));
    iam()
      .on(GetRoleCommand, { RoleName: SSO })
      .resolves({ Role: { Arn: SSO_ROLE } as Role });
  });

  const CASES: readonly (readonly [arn: string, principal: Principal])[] = [
    ["arn:aws:sts::100000000003:assumed-role/listbackup-deployment-role/ann@example.com", { kind: "known", arn: ROLE }],
    [
      "arn:aws-cn:sts::100000000003:assumed-role/deploy/ci",
      { kind: "known", arn: "arn:aws-cn:iam::100000000003:role/deploy" },
    ],
    [`arn:aws:sts::100000000003:assumed-role/${SSO}/ann`, { kind: "known", arn: SSO_ROLE }],
    [
      "arn:aws:sts::100000000003:assumed-role/AWSReservedSSO_Other_0123/ann",
      { kind: "unknown path", role: "AWSReservedSSO_Other_0123" },
    ],
    ["arn:aws:iam::100000000003:user/ann", { kind: "known", arn: "arn:aws:iam::100000000003:user/ann" }],
    ["arn:aws:iam::100000000003:root", { kind: "not simulated" }],
    ["", { kind: "not simulated" }],
  ];
  for (const [arn, principal] of CASES)
    it(`returns ${JSON.stringify(principal)} for ${arn}`, async () => {
      assert.deepEqual(await principalOf(AWS, arn), principal);
    });
});

describe("missingPermissions", () => {
  const iam = useMock(() => mockClient(IAMClient));

  async function lackedOn(name: StageName, ...denied: readonly string[]): Promise<readonly MissingPermissions[]> {
    iam()
      .on(SimulatePrincipalPolicyCommand)
      .callsFake(async ({ ActionNames = [] }: SimulatePrincipalPolicyCommandInput) => ({
        EvaluationResults: ActionNames.map((EvalActionName) => ({
          EvalActionName,
          EvalDecision: denied.includes(EvalActionName) ? "implicitDeny" : "allowed",
        })),
      }));
    const stage = stageOf(name);
    return missingPermissions({ kind: "aws", region: stage.region, account: stage.account }, stage, ROLE);
  }
  const isNeeded = (lacked: readonly MissingPermissions[]) => lacked.map((lack) => [lack.actions, lack.isRequired]);

  it("reads every page of a simulation", async () => {
    iam()
      .on(SimulatePrincipalPolicyCommand)
      .callsFake(async ({ ActionNames = [], Marker }: SimulatePrincipalPolicyCommandInput) =>
        Marker === undefined
          ? { EvaluationResults: [], IsTruncated: true, Marker: "2" }
          : {
              EvaluationResults: ActionNames.map((EvalActionName) => ({
                EvalActionName,
                EvalDecision: EvalActionName === "lambda:UpdateAlias" ? "implicitDeny" : "allowed",
              })),
            },
      );
    const stage = stageOf("dev");
    const missing = await missingPermissions(
      { kind: "aws", region: stage.region, account: stage.account },
      stage,
      ROLE,
    );
    assert.ok(missing.some(({ actions }) => actions.includes("lambda:UpdateAlias")));
  });

  it("returns nothing where all are allowed", async () => {
    assert.deepEqual(await lackedOn("production"), []);
  });

  it("simulates on resources of the stage", async () => {
    await lackedOn("production");
    const requests = iam()
      .commandCalls(SimulatePrincipalPolicyCommand)
      .flatMap(({ args: [{ input }] }) => (input.ActionNames?.includes("lambda:UpdateAlias") ? [input] : []));
    assert.deepEqual(
      [requests[0]?.PolicySourceArn, requests[0]?.ResourceArns],
      [ROLE, ["arn:aws:lambda:us-west-2:100000000003:function:listbackup-prod-gateway-health"]],
    );
  });

  it("names the statement of the deployment role that allows what Pulumi needs", async () => {
    const lacked = await lackedOn("production", "dynamodb:CreateTable");
    assert.deepEqual(
      lacked.map(({ actions, statement, isRequired }) => [actions, statement, isRequired]),
      [[["dynamodb:CreateTable"], "listbackup-deployment-data/Tables", true]],
    );
  });

  it("simulates roles with the boundary that the policy asks for", async () => {
    await lackedOn("production");
    const request = iam()
      .commandCalls(SimulatePrincipalPolicyCommand)
      .find(({ args: [{ input }] }) => input.ActionNames?.includes("iam:CreateRole") === true);
    assert.deepEqual(request?.args[0].input.ContextEntries, [
      {
        ContextKeyName: "iam:PermissionsBoundary",
        ContextKeyType: "string",
        ContextKeyValues: ["arn:aws:iam::100000000003:policy/listbackup-boundary"],
      },
    ]);
  });

  it("requires monitoring permissions for a gradual rollout only", async () => {
    const expected = ["logs:FilterLogEvents"];
    assert.deepEqual(isNeeded(await lackedOn("production", ...expected)), [[expected, true]]);
    assert.deepEqual(isNeeded(await lackedOn("dev", ...expected)), [[expected, false]]);
  });

  it("does not require permissions for notifications and events", async () => {
    const lacked = await lackedOn("production", "sns:Publish", "events:PutEvents");
    assert.deepEqual(
      lacked.map((lack) => lack.isRequired),
      [false, false],
    );
  });
});
