import { strict as assert } from "node:assert";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import type { AwsTarget } from "../../../../automation/aws/target";
import { inspectSecrets } from "../../../../automation/secrets/inspect";
import { catalogSchema } from "../../../../model/catalog/schema/catalog";
import { ParameterStore } from "../../../support/fakes/parameterStore";
import { smallCatalog, stageOf } from "../../../support/release";

const TARGET: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };
const DEV = stageOf("dev");
const STRIPE = "/listbackup/stripe";
const CLIENT = "/listbackup/client-id";
const OAUTH = "/listbackup/dev/platforms/hubspot/secret";

const CATALOG = catalogSchema.parse({
  ...smallCatalog(),
  parameters: {
    [STRIPE]: { purpose: "Money", kind: "required", type: "SecureString", from: "person", prefixes: ["sk_"] },
    [CLIENT]: { purpose: "For clients", kind: "generated", type: "String", from: "identity:client-id" },
    "/listbackup/{stage}/platforms/*": { purpose: "OAuth", kind: "optional", type: "SecureString", from: "person" },
  },
  secrets: { "listbackup/{stage}/key": { purpose: "Keys", kind: "required", from: "person", keys: ["a", "b"] } },
});

describe("inspectSecrets", () => {
  const ssm = mockClient(SSMClient);
  const manager = mockClient(SecretsManagerClient);
  let store: ParameterStore;
  beforeEach(() => {
    ssm.reset();
    manager.reset();
    store = new ParameterStore(ssm as never, () => new Date());
    store.put(STRIPE, "sk_live", new Date());
    store.put(CLIENT, "c1", new Date(), "String");
    manager.on(DescribeSecretCommand).resolves({ VersionIdsToStages: { one: ["AWSCURRENT"] } });
    manager.on(GetSecretValueCommand).resolves({ SecretString: '{"a":"1","b":"2"}' });
  });
  after(() => {
    ssm.restore();
    manager.restore();
  });

  const inspect = async (matching: readonly string[] = []): Promise<readonly string[]> => {
    const outputs = { clientId: { value: "c1", secret: false } };
    const found = await inspectSecrets(TARGET, DEV, CATALOG, outputs, matching);
    return found.map(({ name, code }) => `${name} ${code}`);
  };

  it("finds nothing where everything is as declared and served", async () => {
    assert.deepEqual(await inspect(), []);
  });

  it("reads parameters with their values, in one call of ten", async () => {
    await inspect();
    assert.equal(ssm.calls().length, 1);
  });

  it("compares generated parameters with the outputs of the stage", async () => {
    store.put(CLIENT, "c0", new Date(), "String");
    assert.deepEqual(await inspect(), [`${CLIENT} not-served`]);
  });

  it("finds a secret that lacks a key, and one that is missing", async () => {
    manager.on(GetSecretValueCommand).resolves({ SecretString: '{"a":"1"}' });
    const lacking = await inspect();
    manager.on(DescribeSecretCommand).rejects(new ResourceNotFoundException({ message: "no", $metadata: {} }));
    assert.deepEqual(
      [lacking, await inspect()],
      [["secret:listbackup/dev/key#b malformed"], ["secret:listbackup/dev/key missing"]],
    );
  });

  it("checks parameters that match a pattern", async () => {
    store.put(OAUTH, "plain", new Date(), "String");
    assert.deepEqual(await inspect([OAUTH]), [`${OAUTH} wrong-type`]);
  });
});
