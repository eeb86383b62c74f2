import { strict as assert } from "node:assert";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  KMSClient,
} from "@aws-sdk/client-kms";
import { mockClient } from "aws-sdk-client-mock";
import { ensureStateKey } from "../../../../../automation/aws/account/stateKey";
import { useMock } from "../../../../support/mocks";

const AWS = { kind: "aws", region: "us-west-2", account: "100000000003" } as const;
const WAIT = { attempts: 4, pauseMs: 1 };
const named = (name: string): Error => Object.assign(new Error("no"), { name });
const KEY = { KeyMetadata: { KeyId: "k", KeyState: "Enabled" } } as const;

describe("ensureStateKey", () => {
  const kms = useMock(() => mockClient(KMSClient));
  beforeEach(() => {
    kms().on(CreateKeyCommand).resolves(KEY);
    kms().on(EnableKeyRotationCommand).resolves({});
    kms().on(CreateAliasCommand).resolves({});
  });

  it("creates the key, and waits until KMS is consistent", async () => {
    const unknown = named("NotFoundException");
    kms().on(DescribeKeyCommand).rejectsOnce(unknown).rejectsOnce(unknown).rejectsOnce(unknown).resolves(KEY);
    kms().on(EnableKeyRotationCommand).rejectsOnce(unknown).resolves({});
    kms().on(CreateAliasCommand).rejectsOnce(unknown).resolves({});
    assert.equal(await ensureStateKey(AWS, WAIT), true);
    assert.deepEqual(
      [CreateKeyCommand, EnableKeyRotationCommand, CreateAliasCommand, DescribeKeyCommand].map(
        (command) => kms().commandCalls(command as typeof CreateKeyCommand).length,
      ),
      [1, 2, 2, 4],
    );
  });

  it("keeps a key that exists", async () => {
    kms().on(DescribeKeyCommand).resolves(KEY);
    assert.deepEqual([await ensureStateKey(AWS, WAIT), kms().commandCalls(CreateKeyCommand).length], [false, 0]);
  });

  it("uses the key of another bootstrap that was faster", async () => {
    kms().on(DescribeKeyCommand).rejectsOnce(named("NotFoundException")).resolves(KEY);
    kms().on(CreateAliasCommand).rejects(named("AlreadyExistsException"));
    assert.equal(await ensureStateKey(AWS, WAIT), false);
  });

  for (const KeyState of ["PendingDeletion", "Disabled"] as const) {
    it(`throws for a key that is ${KeyState}`, async () => {
      kms()
        .on(DescribeKeyCommand)
        .resolves({ KeyMetadata: { KeyId: "k", KeyState } });
      await assert.rejects(ensureStateKey(AWS, WAIT), { code: "PREFLIGHT" });
    });
  }
});
