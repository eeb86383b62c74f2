import { strict as assert } from "node:assert";
import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { GetAccountSettingsCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { accountChecks, type DoctorResult } from "../../../../automation/doctor/accountChecks";
import { smallCatalog, stageOf } from "../../../support/release";

const named = (name: string): Error => Object.assign(new Error("no"), { name });

describe("accountChecks", () => {
  const mock = () => ({ iam: mockClient(IAMClient), lambda: mockClient(LambdaClient), sts: mockClient(STSClient) });
  let aws: ReturnType<typeof mock>;
  before(() => {
    aws = mock();
  });
  beforeEach(() => {
    for (const client of Object.values(aws)) client.reset();
  });
  after(() => {
    for (const client of Object.values(aws)) client.restore();
  });

  const dev = stageOf("dev");
  const stage = { ...dev, functions: { ...dev.functions, reservedConcurrency: false } };
  const target = { kind: "aws", region: stage.region, account: stage.account } as const;

  async function answer(id: string): Promise<DoctorResult["status"] | undefined> {
    const check = accountChecks(target, stage, smallCatalog()).find((one) => one.id === id);
    return (await check?.run())?.status;
  }
  const callerIs = (arn: string): void => {
    aws.sts.on(GetCallerIdentityCommand).resolves({ Account: stage.account, Arn: arn });
  };

  it("accept a new account with 10 concurrent executions and no reservation", async () => {
    aws.lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions: 10 } });
    assert.equal(await answer("concurrency"), "ok");
  });

  it("are not available without permission to simulate policies", async () => {
    callerIs(`arn:aws:sts::${stage.account}:assumed-role/deploy/ci`);
    aws.iam.on(GetRoleCommand).rejects(named("AccessDenied"));
    aws.iam.on(SimulatePrincipalPolicyCommand).rejects(named("AccessDenied"));
    assert.equal(await answer("rights"), "not-available");
  });

  it("are not available for a role of IAM Identity Center whose path is unknown", async () => {
    callerIs(`arn:aws:sts::${stage.account}:assumed-role/AWSReservedSSO_Admin_0123/ann`);
    aws.iam.on(GetRoleCommand).rejects(named("AccessDenied"));
    assert.equal(await answer("rights"), "not-available");
    assert.equal(aws.iam.commandCalls(SimulatePrincipalPolicyCommand).length, 0);
  });
});
