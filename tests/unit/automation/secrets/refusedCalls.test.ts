import { strict as assert } from "node:assert";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParametersCommand, PutParameterCommand, SSMClient, SSMServiceException } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import type { AwsTarget } from "../../../../automation/aws/target";
import { inspectSecrets } from "../../../../automation/secrets/inspect";
import { setSecret, settableEntry } from "../../../../automation/secrets/set";
import { catalogSchema } from "../../../../model/catalog/schema/catalog";
import { DeployError } from "../../../../model/errors";
import { smallCatalog, stageOf } from "../../../support/release";

const TARGET: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };
const DEV = stageOf("dev");
const STRIPE = "/listbackup/stripe";
const SECRET = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";
const ROLE = "arn:aws:sts::100000000001:assumed-role/listbackup-deployment-role/ci";
const RESOURCE = "arn:aws:ssm:us-west-2:100000000001:parameter/listbackup/stripe";

const CATALOG = catalogSchema.parse({
  ...smallCatalog(),
  parameters: { [STRIPE]: { purpose: "Money", kind: "required", type: "SecureString", from: "person" } },
});

function failure(name: string, message: string): SSMServiceException {
  return new SSMServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode: 400 } });
}

function denial(action: string): SSMServiceException {
  const message = `User: ${ROLE} is not authorized to perform: ${action} on resource: ${RESOURCE} because no identity-based policy allows the ${action} action`;
  return failure("AccessDeniedException", message);
}

describe("secrets, when AWS refuses a call", () => {
  const ssm = mockClient(SSMClient);
  const manager = mockClient(SecretsManagerClient);
  beforeEach(() => {
    ssm.reset();
    manager.reset();
  });
  after(() => {
    ssm.restore();
    manager.restore();
  });

  const inspect = (): Promise<unknown> => inspectSecrets(TARGET, DEV, CATALOG, null);
  const set = (): Promise<unknown> =>
    setSecret({ target: TARGET, stage: DEV, ...settableEntry(DEV, CATALOG, STRIPE), value: SECRET });

  async function errorOf(run: () => Promise<unknown>): Promise<DeployError> {
    const error: unknown = await run().catch((reason: unknown) => reason);
    assert.ok(error instanceof DeployError);
    return error;
  }

  it("say which statement would allow a read", async () => {
    ssm.on(GetParametersCommand).rejects(denial("ssm:GetParameters"));
    const { remedy } = await errorOf(inspect);
    assert.ok(remedy.includes('"ssm:GetParameters"') && remedy.includes(RESOURCE), remedy);
  });

  it("say which statement would allow a write, without the value", async () => {
    ssm.on(GetParametersCommand).resolves({ Parameters: [] });
    ssm.on(PutParameterCommand).rejects(denial("ssm:PutParameter"));
    const error = await errorOf(set);
    assert.ok(error.remedy.includes('"ssm:PutParameter"'), error.remedy);
    assert.equal(JSON.stringify([error.what, error.remedy, error.stack]).includes(SECRET), false);
  });

  const CODES = { ThrottlingException: "AWS", ExpiredTokenException: "IDENTITY_UNKNOWN" } as const;
  for (const [name, code] of Object.entries(CODES))
    it(`end with ${code} after ${name}`, async () => {
      ssm.on(GetParametersCommand).rejects(failure(name, "Rate exceeded"));
      assert.equal((await errorOf(inspect)).code, code);
    });
});
