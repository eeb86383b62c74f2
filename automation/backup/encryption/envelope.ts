import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { z } from "zod";
import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { calling, isNotFound } from "../../aws/errors";
import { clientConfig, type AwsTarget } from "../../aws/target";

const KEY_BYTES = 32;
/** Recommended for GCM. */
const NONCE_BYTES = 12;
const FORMAT = "listbackup-kms-1";

const base64 = z.base64();
const envelopeSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** ARN of the KMS key. */
  keyArn: z.string(),
  /** What the file belongs to: KMS decrypts the data key with the same context only. */
  context: z.record(z.string(), z.string()),
  /** The data key, encrypted by KMS. */
  encryptedKey: base64,
  nonce: base64,
  tag: base64,
  data: base64,
});

/**
 * Encrypts with AES-256-GCM and a new data key, which the KMS key of a region encrypts (envelope encryption: KMS itself encrypts
 * 4 KB at most).
 * @param target of the region whose key it is
 * @throws DeployError NOT_BOOTSTRAPPED where the region has no key
 */
export async function kmsEncrypt(
  target: AwsTarget,
  bytes: Uint8Array,
  context: Readonly<Record<string, string>>,
): Promise<{ readonly keyArn: string; readonly bytes: Buffer }> {
  const { EncryptCommand, KMSClient } = await import("@aws-sdk/client-kms");
  const key = randomBytes(KEY_BYTES);
  const request = { KeyId: DRIVER_NAMES.stateKeyAlias, Plaintext: key, EncryptionContext: context };
  const { CiphertextBlob, KeyId } = await calling(target, "encrypting a data key for the parameters", async () => {
    try {
      return await new KMSClient(clientConfig(target)).send(new EncryptCommand(request));
    } catch (error) {
      throw isNotFound(error) ? keyMissing(target.region, error) : error;
    }
  });
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const data = Buffer.concat([cipher.update(bytes), cipher.final()]);
  key.fill(0);
  const keyArn = KeyId ?? "";
  const envelope: z.infer<typeof envelopeSchema> = {
    format: FORMAT,
    keyArn,
    context: { ...context },
    encryptedKey: Buffer.from(CiphertextBlob ?? []).toString("base64"),
    nonce: nonce.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  };
  return { keyArn, bytes: Buffer.from(JSON.stringify(envelope)) };
}

function keyMissing(region: string, cause: unknown): DeployError {
  return new DeployError(
    "NOT_BOOTSTRAPPED",
    `The KMS key ${DRIVER_NAMES.stateKeyAlias} in ${region}, which encrypts the parameters of backup sets, does not exist.`,
    "Bootstrap the recovery stage: `bin/deploy bootstrap <stage>`.",
    { cause },
  );
}

/** @throws DeployError SET_ALTERED where the content or its context was changed */
export async function kmsDecrypt(
  target: AwsTarget,
  bytes: Uint8Array,
  context: Readonly<Record<string, string>>,
): Promise<Buffer> {
  try {
    const envelope = envelopeSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
    const { DecryptCommand, KMSClient } = await import("@aws-sdk/client-kms");
    const request = { CiphertextBlob: Buffer.from(envelope.encryptedKey, "base64"), EncryptionContext: context };
    const { Plaintext } = await calling(target, "decrypting the data key of the parameters", () =>
      new KMSClient(clientConfig(target)).send(new DecryptCommand(request)),
    );
    const decipher = createDecipheriv(
      "aes-256-gcm",
      Plaintext ?? new Uint8Array(),
      Buffer.from(envelope.nonce, "base64"),
    );
    decipher.setAuthTag(Buffer.from(envelope.tag, "base64"));
    return Buffer.concat([decipher.update(Buffer.from(envelope.data, "base64")), decipher.final()]);
  } catch (error) {
    if (error instanceof DeployError) throw error;
    throw new DeployError(
      "SET_ALTERED",
      "The encrypted parameters were changed after they were written: they cannot be decrypted. Nothing was changed.",
      "Use another set: `bin/deploy dr list <stage>`.",
      { cause: error },
    );
  }
}
