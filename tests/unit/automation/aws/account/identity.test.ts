import { strict as assert } from "node:assert";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { requireAccount } from "../../../../../automation/aws/account/identity";
import { DeployError } from "../../../../../model/errors";

const AWS = { kind: "aws", region: "us-west-2", account: "100000000003" } as const;

describe("the caller's identity", () => {
  const sts = mockClient(STSClient);
  beforeEach(() => sts.reset());
  after(() => sts.restore());

  async function refusal(): Promise<DeployError | null> {
    try {
      await requireAccount(AWS);
      return null;
    } catch (error) {
      assert.ok(error instanceof DeployError, String(error));
      return error;
    }
  }

  it("is accepted in the stage's account", async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: "100000000003", Arn: "arn:me" });
    assert.equal(await refusal(), null);
  });

  it("of another account is rejected, with both accounts in the error", async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: "999999999999", Arn: "arn:aws:iam::999999999999:user/me" });
    const error = await refusal();
    assert.deepEqual([error?.code, error?.exitCode], ["IDENTITY_MISMATCH", 3]);
    assert.match(error?.what ?? "", /100000000003.*999999999999/);
  });

  it("without credentials is rejected", async () => {
    sts.on(GetCallerIdentityCommand).resolves({});
    assert.equal((await refusal())?.code, "IDENTITY_MISMATCH");
  });

  it("is asked once for stages side by side, and again for another region, and later", async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: "100000000003", Arn: "arn:me" });
    await Promise.all([requireAccount(AWS), requireAccount(AWS), requireAccount({ ...AWS, region: "us-east-1" })]);
    assert.equal(sts.calls().length, 2);
    await requireAccount(AWS);
    assert.equal(sts.calls().length, 3);
  });

  const cases: readonly (readonly [name: string, code: string, remedy: RegExp])[] = [
    ["ExpiredToken", "IDENTITY_UNKNOWN", /sso login/],
    ["CredentialsProviderError", "IDENTITY_UNKNOWN", /--profile/],
    ["InvalidClientTokenId", "IDENTITY_UNKNOWN", /--profile/],
    ["RequestTimeTooSkewed", "IDENTITY_UNKNOWN", /clock/],
    ["AccessDenied", "AWS", /action/],
    ["ThrottlingException", "AWS", /wait a minute/],
  ];
  for (const [name, code, remedy] of cases) {
    it(`that cannot be read because of ${name} is ${code}, with a remedy`, async () => {
      sts.on(GetCallerIdentityCommand).rejects(Object.assign(new Error("no"), { name }));
      const error = await refusal();
      assert.equal(error?.code, code);
      assert.match(error.remedy, remedy);
    });
  }
});
