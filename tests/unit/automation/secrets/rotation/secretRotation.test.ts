import { strict as assert } from "node:assert";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import type { AwsTarget } from "../../../../../automation/aws/target";
import { prepareRotation, rotatableEntry } from "../../../../../automation/secrets/rotation/prepare";
import type { PreparedRotation, RotationRequest } from "../../../../../automation/secrets/rotation/rotation";
import { catalogSchema } from "../../../../../model/catalog/schema/catalog";
import { smallCatalog } from "../../../../support/release";

const TARGET: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };
const STAGE = { name: "dev" } as const;
const STRIPE = "secret:listbackup/dev/stripe";
const NOW = new Date("2026-11-28T10:00:00Z");

const CATALOG = catalogSchema.parse({
  ...smallCatalog(),
  parameters: {},
  secrets: {
    "listbackup/{stage}/stripe": {
      purpose: "Money",
      kind: "required",
      from: "person",
      keys: ["key", "webhook"],
      overlapHours: 24,
    },
  },
});

describe("a rotation of a secret", () => {
  const manager = mockClient(SecretsManagerClient);
  let labels: Record<string, string[]>;
  beforeEach(() => {
    manager.reset();
    labels = { one: ["AWSPREVIOUS"], two: ["AWSCURRENT"] };
    manager.on(DescribeSecretCommand).callsFake(() => ({
      VersionIdsToStages: labels,
      LastChangedDate: new Date("2026-11-01T10:00:00Z"),
    }));
    manager.on(GetSecretValueCommand).resolves({ SecretString: '{"key":"old","webhook":"whsec"}' });
    manager.on(PutSecretValueCommand).resolves({});
    manager.on(UpdateSecretVersionStageCommand).resolves({});
  });
  after(() => {
    manager.restore();
  });

  const prepare = (more: Partial<RotationRequest> = {}): Promise<PreparedRotation> =>
    prepareRotation({
      target: TARGET,
      stage: "dev",
      action: "rotate",
      ...rotatableEntry(STAGE, CATALOG, `${STRIPE}#key`),
      value: "new",
      unfinished: null,
      overlap: "kept",
      now: NOW,
      ...more,
    });

  it("writes a version whose id was known before, and keeps the other keys", async () => {
    const rotation = await prepare();
    await rotation.write();
    const { SecretString, ClientRequestToken } = manager.commandCalls(PutSecretValueCommand)[0]?.args[0].input ?? {};
    assert.deepEqual(
      [SecretString, ClientRequestToken, rotation.from, rotation.versions],
      ['{"key":"new","webhook":"whsec"}', rotation.to, "two", { [STRIPE]: rotation.to }],
    );
  });

  it("is undone by moving the label to the version AWSPREVIOUS", async () => {
    const rotation = await prepare({ action: "undo", value: null });
    await rotation.write();
    const { VersionStage, MoveToVersionId, RemoveFromVersionId } =
      manager.commandCalls(UpdateSecretVersionStageCommand)[0]?.args[0].input ?? {};
    assert.deepEqual([VersionStage, MoveToVersionId, RemoveFromVersionId], ["AWSCURRENT", "one", "two"]);
  });

  it("is reverted by moving the label back", async () => {
    const rotation = await prepare();
    labels = { two: ["AWSPREVIOUS"], [rotation.to]: ["AWSCURRENT"] };
    assert.equal(await rotation.revert(), true);
    const { MoveToVersionId } = manager.commandCalls(UpdateSecretVersionStageCommand)[0]?.args[0].input ?? {};
    assert.equal(MoveToVersionId, "two");
  });

  it("only deploys where an interrupted one has written the value", async () => {
    const unfinished = { action: "rotate", from: "one", to: "two" } as const;
    const rotation = await prepare({ value: null, unfinished });
    await rotation.write();
    assert.deepEqual(
      [rotation.isWritten, rotation.to, manager.commandCalls(PutSecretValueCommand).length],
      [true, "two", 0],
    );
  });

  it("is refused while the version before the current one is accepted", async () => {
    const now = new Date("2026-11-02T09:00:00Z");
    await assert.rejects(prepare({ now }), { code: "SECRETS_OVERLAP" });
  });

  it("refuses the current value", async () => {
    await assert.rejects(prepare({ value: "old" }), { code: "SECRETS_INPUT" });
  });

  it("is not undone without a version before", async () => {
    labels = { two: ["AWSCURRENT"] };
    await assert.rejects(prepare({ action: "undo", value: null }), { code: "SECRETS_INPUT" });
  });

  it("writes nothing where another caller has written since it was prepared", async () => {
    const rotation = await prepare();
    labels = { two: ["AWSPREVIOUS"], three: ["AWSCURRENT"] };
    await assert.rejects(rotation.write(), { code: "ROTATION_CONFLICT" });
    assert.equal(manager.commandCalls(PutSecretValueCommand).length, 0);
  });
});
