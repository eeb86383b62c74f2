import { strict as assert } from "node:assert";
import {
  DescribeSecretCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { DescribeParametersCommand, GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import picocolors from "picocolors";
import { listSecrets } from "../../../../automation/secrets/list";
import type { AwsTarget } from "../../../../automation/aws/target";
import { secretTable } from "../../../../automation/ui/secrets";
import { catalogSchema } from "../../../../model/catalog/schema/catalog";
import { smallCatalog } from "../../../support/release";

const TARGET: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };
const STAGE = { name: "production" } as const;
/** What no output may hold. */
const SECRET = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";
const NOW = new Date("2026-11-28T10:00:00Z");
const CHANGED = new Date("2026-08-01T09:30:00Z");
const OAUTH = "/listbackup/production/platforms/hubspot/oauth/client-secret";

const CATALOG = catalogSchema.parse({
  ...smallCatalog(),
  parameters: {
    "/listbackup/jwt": {
      purpose: "Signs tokens",
      kind: "required",
      type: "SecureString",
      from: { random: 32 },
      rotateAfterDays: 90,
      previous: "/listbackup/jwt-previous",
    },
    "/listbackup/jwt-previous": { purpose: "Old tokens", kind: "optional", type: "SecureString", from: "rotation" },
    "/listbackup/{stage}/platforms/*": { purpose: "OAuth", kind: "optional", type: "SecureString", from: "person" },
    "/listbackup/client-id": { purpose: "For clients", kind: "generated", type: "String", from: "identity:client-id" },
  },
  secrets: { "listbackup/{stage}/stripe": { purpose: "Money", kind: "required", from: "person" } },
});

describe("listSecrets", () => {
  const ssm = mockClient(SSMClient);
  const manager = mockClient(SecretsManagerClient);
  beforeEach(() => {
    ssm.reset();
    manager.reset();
    ssm.on(DescribeParametersCommand).resolves({ Parameters: [{ Name: OAUTH }] });
    ssm.on(GetParametersCommand).callsFake(({ Names }: { readonly Names: readonly string[] }) => ({
      Parameters: Names.filter((name) => !name.endsWith("-previous")).map((Name) => ({
        Name,
        Value: SECRET,
        Version: 4,
        Type: "SecureString",
        LastModifiedDate: CHANGED,
      })),
    }));
    manager.on(DescribeSecretCommand).resolves({
      VersionIdsToStages: { before: ["AWSPREVIOUS"], "0f9c5c8e-2222": ["AWSCURRENT"] },
      LastChangedDate: CHANGED,
    });
  });
  after(() => {
    ssm.restore();
    manager.restore();
  });
  const list = () => listSecrets(TARGET, STAGE, CATALOG, NOW);

  it("returns version, age and rotation age of a parameter", async () => {
    const [jwt] = await list();
    assert.deepEqual(jwt, {
      name: "/listbackup/jwt",
      kind: "required",
      type: "SecureString",
      version: "4",
      changedAt: "2026-08-01T09:30:00.000Z",
      ageDays: 119,
      rotateAfterDays: 90,
      previous: "/listbackup/jwt-previous",
      readers: [],
      inEnvironmentOf: [],
    });
  });

  it("returns missing ones, secrets, those that match a pattern, and generated ones", async () => {
    const found = (await list()).map(({ name, type, version }) => [name, type, version]);
    assert.deepEqual(found.slice(1), [
      ["/listbackup/jwt-previous", null, null],
      ["secret:listbackup/production/stripe", "secret", "0f9c5c8e-2222"],
      [OAUTH, "SecureString", "4"],
      ["/listbackup/client-id", "SecureString", "4"],
    ]);
  });

  it("names functions that have a generated value in their environment", async () => {
    const generated = (await list()).at(-1);
    assert.deepEqual(generated?.inEnvironmentOf, ["auth/login", "auth/logout"]);
  });

  it("treats a secret that is not there as missing", async () => {
    manager.on(DescribeSecretCommand).rejects(new ResourceNotFoundException({ message: "no", $metadata: {} }));
    const stripe = (await list()).find(({ name }) => name.startsWith("secret:"));
    assert.equal(stripe?.version, null);
  });

  it("prints 80 columns at most, and no value", async () => {
    const lines = secretTable(await list(), picocolors.createColors(false));
    assert.ok(Math.max(...lines.map((line) => line.length)) <= 80, lines.join("\n"));
    assert.equal(lines.join("\n").includes(SECRET), false);
  });
});
