import { strict as assert } from "node:assert";
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParametersCommand, ParameterNotFound, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import type { AwsTarget } from "../../../../automation/aws/target";
import type { WrittenVersions } from "../../../../automation/secrets/entry";
import { setSecret, settableEntry } from "../../../../automation/secrets/set";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import { smallCatalog } from "../../../support/release";

const TARGET: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };
const STAGE = { name: "production" } as const;
const SENDER = "/listbackup/production/sender";
const STRIPE = "secret:listbackup/production/stripe";
/** What no message may hold. */
const SECRET = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";

const CATALOG: Catalog = catalogSchema.parse({
  ...smallCatalog(),
  parameters: {
    "/listbackup/{stage}/sender": { purpose: "Mail", kind: "required", type: "String", from: "person", form: "email" },
    "/listbackup/{stage}/platforms/*": { purpose: "OAuth", kind: "optional", type: "SecureString", from: "person" },
    "/listbackup/url": { purpose: "For clients", kind: "generated", type: "String", from: "api:url" },
  },
  secrets: {
    "listbackup/{stage}/stripe": { purpose: "Money", kind: "required", from: "person", keys: ["key", "webhook"] },
  },
});

const ssm = mockClient(SSMClient);
const manager = mockClient(SecretsManagerClient);

function set(name: string, value: string): Promise<WrittenVersions> {
  return setSecret({ target: TARGET, stage: STAGE, ...settableEntry(STAGE, CATALOG, name), value });
}

describe("setSecret", () => {
  beforeEach(() => {
    ssm.reset();
    manager.reset();
    ssm.on(GetParametersCommand).resolves({ Parameters: [{ Name: SENDER, Version: 3 }] });
    ssm.on(PutParameterCommand).resolves({ Version: 4 });
    manager
      .on(GetSecretValueCommand)
      .resolves({ SecretString: '{"key":"old","webhook":"whsec"}', VersionId: "before" });
    manager.on(PutSecretValueCommand).resolves({ VersionId: "after" });
  });
  after(() => {
    ssm.restore();
    manager.restore();
  });

  it("overwrites a parameter, and returns both versions", async () => {
    const versions = await set(SENDER, "noreply@example.com");
    const { Name, Value, Overwrite, Type } = ssm.commandCalls(PutParameterCommand)[0]?.args[0].input ?? {};
    assert.deepEqual(
      [versions, Name, Value, Overwrite, Type],
      [{ before: "3", after: "4" }, SENDER, "noreply@example.com", true, "String"],
    );
  });

  it("writes one key of a secret, and keeps the others", async () => {
    const versions = await set(`${STRIPE}#key`, SECRET);
    const { SecretString = "" } = manager.commandCalls(PutSecretValueCommand)[0]?.args[0].input ?? {};
    assert.deepEqual(
      [versions, JSON.parse(SecretString)],
      [
        { before: "before", after: "after" },
        { key: SECRET, webhook: "whsec" },
      ],
    );
  });

  it("accepts a name that matches a pattern", async () => {
    await set("/listbackup/{stage}/platforms/keap", SECRET);
    assert.equal(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input.Name, "/listbackup/production/platforms/keap");
  });

  it("rejects an invalid value before anything is written, without the value in the error", async () => {
    await assert.rejects(set(SENDER, SECRET), (error: Error) => {
      assert.deepEqual(
        [(error as { code?: string }).code, String(error.stack).includes(SECRET)],
        ["SECRETS_INPUT", false],
      );
      return true;
    });
    assert.equal(ssm.commandCalls(PutParameterCommand).length, 0);
  });

  for (const name of ["/listbackup/url", "/listbackup/production/sendr", "constructor", STRIPE])
    it(`rejects ${name}, which cannot be set`, () => {
      assert.throws(() => settableEntry(STAGE, CATALOG, name), { code: "USAGE" });
    });

  it("does not quote the value where AWS rejects it", async () => {
    ssm.on(PutParameterCommand).rejects(new ParameterNotFound({ message: `bad noreply@example.com`, $metadata: {} }));
    await assert.rejects(set(SENDER, "noreply@example.com"), (error: Error) => {
      assert.equal(String(error.stack).includes("noreply@example.com"), false);
      return true;
    });
  });
});
