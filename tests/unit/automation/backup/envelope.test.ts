import { strict as assert } from "node:assert";
import {
  DecryptCommand,
  EncryptCommand,
  KMSClient,
  NotFoundException,
  type DecryptCommandInput,
  type EncryptCommandInput,
} from "@aws-sdk/client-kms";
import { mockClient } from "aws-sdk-client-mock";
import { kmsDecrypt, kmsEncrypt } from "../../../../automation/backup/encryption/envelope";
import { DeployError } from "../../../../model/errors";
import { useMock } from "../../../support/mocks";

const target = { kind: "aws", region: "us-east-1", account: "100000000003" } as const;
const KEY = "arn:aws:kms:us-east-1:100000000003:key/1";
const CONTEXT = { "listbackup:set": "1" };
const TEXT = Buffer.from("the values");

describe("an envelope of KMS", () => {
  const kms = useMock(() => mockClient(KMSClient));
  beforeEach(() => {
    // As KMS does, with the context as authenticated data.
    const mask = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
    kms()
      .on(EncryptCommand)
      .callsFake(({ Plaintext = new Uint8Array(), EncryptionContext }: EncryptCommandInput) => ({
        KeyId: KEY,
        CiphertextBlob: Buffer.concat([mask(Plaintext), Buffer.from(JSON.stringify(EncryptionContext))]),
      }));
    kms()
      .on(DecryptCommand)
      .callsFake(({ CiphertextBlob = new Uint8Array(), EncryptionContext }: DecryptCommandInput) => {
        const blob = Buffer.from(CiphertextBlob);
        if (blob.subarray(32).toString() !== JSON.stringify(EncryptionContext))
          throw Object.assign(new Error("no"), { name: "InvalidCiphertextException" });
        return { Plaintext: mask(blob.subarray(0, 32)) };
      });
  });

  async function codeOf(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => "none",
      (error: unknown) => (error instanceof DeployError ? error.code : String(error)),
    );
  }

  it("decrypts to what was encrypted, and does not contain it", async () => {
    const { keyArn, bytes } = await kmsEncrypt(target, TEXT, CONTEXT);
    assert.deepEqual([keyArn, (await kmsDecrypt(target, bytes, CONTEXT)).toString()], [KEY, "the values"]);
    assert.equal(bytes.includes("the values"), false);
  });

  it("does not decrypt what was changed", async () => {
    const { bytes } = await kmsEncrypt(target, TEXT, CONTEXT);
    const envelope = JSON.parse(bytes.toString()) as { data: string };
    const data = Buffer.from(envelope.data, "base64");
    data[0] = (data[0] ?? 0) ^ 1;
    const changed = Buffer.from(JSON.stringify({ ...envelope, data: data.toString("base64") }));
    assert.equal(await codeOf(kmsDecrypt(target, changed, CONTEXT)), "SET_ALTERED");
    assert.equal(await codeOf(kmsDecrypt(target, Buffer.from("{}"), CONTEXT)), "SET_ALTERED");
  });

  it("does not decrypt what was copied from another set", async () => {
    const { bytes } = await kmsEncrypt(target, TEXT, CONTEXT);
    assert.notEqual(await codeOf(kmsDecrypt(target, bytes, { "listbackup:set": "2" })), "none");
  });

  it("needs the key that `bootstrap` of the recovery stage creates", async () => {
    kms()
      .on(EncryptCommand)
      .rejects(new NotFoundException({ message: "", $metadata: {} }));
    assert.equal(await codeOf(kmsEncrypt(target, TEXT, CONTEXT)), "NOT_BOOTSTRAPPED");
  });
});
