import { strict as assert } from "node:assert";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import type { AwsTarget } from "../../../../automation/aws/target";
import { checkSecrets } from "../../../../automation/secrets/check";
import { initSecrets, type InitRequest } from "../../../../automation/secrets/init";
import { catalogSchema } from "../../../../model/catalog/schema/catalog";
import { DeployError } from "../../../../model/errors";
import { smallCatalog } from "../../../support/release";

const TARGET: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };
const STAGE = { name: "production" } as const;
const SECRET = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";
const STRIPE = "secret:listbackup/production/stripe";
const CATALOG = catalogSchema.parse({
  ...smallCatalog(),
  parameters: {},
  secrets: {
    "listbackup/{stage}/stripe": {
      purpose: "Takes money",
      kind: "required",
      from: "person",
      keys: ["secretKey", "webhookSecret"],
    },
    "listbackup/{stage}/cookie": { purpose: "Signs cookies", kind: "required", from: { random: 16 } },
    "listbackup/{stage}/sentry": { purpose: "Errors", kind: "optional", from: "person" },
  },
});

const manager = mockClient(SecretsManagerClient);
const GIVEN = { [`${STRIPE}#secretKey`]: SECRET, [`${STRIPE}#webhookSecret`]: "whsec" };

function there(...names: readonly string[]): void {
  manager.on(DescribeSecretCommand).callsFake(({ SecretId }: { readonly SecretId: string }) => {
    if (names.includes(SecretId))
      return { Name: SecretId, VersionIdsToStages: { one: ["AWSPREVIOUS"], two: ["AWSCURRENT"] } };
    throw new ResourceNotFoundException({ message: "no", $metadata: {} });
  });
}
const created = () => manager.commandCalls(CreateSecretCommand).map((call) => call.args[0].input);
const init = (change: Partial<InitRequest> = {}) =>
  initSecrets({ target: TARGET, stage: STAGE, catalog: CATALOG, values: GIVEN, report: () => undefined, ...change });

describe("entries of Secrets Manager", () => {
  beforeEach(() => {
    manager.reset();
    manager.on(CreateSecretCommand).resolves({});
    there();
  });
  after(() => {
    manager.restore();
  });

  it("are present, missing, or optional and missing", async () => {
    there("listbackup/production/cookie");
    assert.deepEqual(await checkSecrets(TARGET, STAGE, CATALOG), {
      present: {},
      presentSecrets: ["secret:listbackup/production/cookie"],
      secretVersions: { "secret:listbackup/production/cookie": "two" },
      missingRequired: [STRIPE],
      missingOptional: ["secret:listbackup/production/sentry"],
    });
  });

  it("are missing where they are scheduled for deletion", async () => {
    manager.on(DescribeSecretCommand).resolves({ DeletedDate: new Date() });
    assert.deepEqual((await checkSecrets(TARGET, STAGE, CATALOG)).presentSecrets, []);
  });

  it("are created with a value for each key, as JSON, or at random", async () => {
    await init();
    const [stripe, cookie] = created();
    assert.deepEqual(
      [stripe?.Name, stripe?.SecretString, cookie?.Name, Buffer.from(cookie?.SecretString ?? "", "base64").length],
      [
        "listbackup/production/stripe",
        JSON.stringify({ secretKey: SECRET, webhookSecret: "whsec" }),
        "listbackup/production/cookie",
        16,
      ],
    );
  });

  it("are created only where they are missing", async () => {
    there("listbackup/production/cookie", "listbackup/production/stripe", "listbackup/production/sentry");
    assert.deepEqual([(await init({ values: {} })).created, created()], [[], []]);
  });

  it("are not created, not even one, where a key has no value", async () => {
    await assert.rejects(
      init({ values: { [`${STRIPE}#secretKey`]: SECRET } }),
      (error) =>
        error instanceof DeployError &&
        error.code === "SECRETS_INPUT" &&
        error.what.includes(`${STRIPE}#webhookSecret`) &&
        !error.what.includes(SECRET),
    );
    assert.deepEqual(created(), []);
  });

  it("that another run has created keep their value", async () => {
    manager.on(CreateSecretCommand).rejects(new ResourceExistsException({ message: "there", $metadata: {} }));
    await assert.doesNotReject(init());
  });

  it("that AWS rejects are not quoted in the error", async () => {
    const quoting = `Value '${SECRET}' at 'secretString' failed`;
    manager.on(CreateSecretCommand).rejects(Object.assign(new Error(quoting), { name: "InvalidParameterException" }));
    await assert.rejects(init(), (error) => error instanceof DeployError && !String(error.stack).includes(SECRET));
  });
});
