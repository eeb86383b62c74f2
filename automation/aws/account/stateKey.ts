import { randomBytes } from "node:crypto";
import type { KMSClient } from "@aws-sdk/client-kms";
import { STATE_KEY_DESCRIPTION } from "../../../model/account/stateKey";
import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { calling, isAlreadyExists, isNotFound } from "../errors";
import { retryUntilConsistent, type RetryPolicy } from "../eventualConsistency";
import { clientConfig, type AwsTarget } from "../target";

/**
 * Creates the KMS key that encrypts secrets in the state, unless its alias exists. The key is usable when this returns.
 * @returns whether it was created
 * @throws DeployError AWS; PREFLIGHT where it exists and is not usable
 */
export async function ensureStateKey(target: AwsTarget, wait?: RetryPolicy): Promise<boolean> {
  const { KMSClient } = await import("@aws-sdk/client-kms");
  const client = new KMSClient(clientConfig(target));
  return calling(target, "reading the state's KMS key", async () => {
    if (await isUsable(client)) return false;
    const created = await createKey(client, wait);
    await retryUntilConsistent(() => describe(client), wait);
    return created;
  });
}

/** Whether the key exists. Changes nothing. @throws DeployError PREFLIGHT where it is disabled or scheduled for deletion */
export async function isStateKeyUsable(target: AwsTarget): Promise<boolean> {
  const { KMSClient } = await import("@aws-sdk/client-kms");
  const client = new KMSClient(clientConfig(target));
  return calling(target, "reading the state's KMS key", () => isUsable(client));
}

async function describe(client: KMSClient): Promise<string> {
  const { DescribeKeyCommand } = await import("@aws-sdk/client-kms");
  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: DRIVER_NAMES.stateKeyAlias }));
  return KeyMetadata?.KeyState ?? "Enabled";
}

/** @returns false where it does not exist @throws DeployError PREFLIGHT where it is disabled or scheduled for deletion */
async function isUsable(client: KMSClient): Promise<boolean> {
  const state = await describe(client).catch((error: unknown) => {
    if (isNotFound(error)) return null;
    throw error;
  });
  if (state === null) return false;
  if (state === "Enabled" || state === "Creating" || state === "Updating") return true;
  throw new DeployError(
    "PREFLIGHT",
    `The KMS key of the state's secrets, ${DRIVER_NAMES.stateKeyAlias}, is ${state}: no state can be read or written.`,
    "Cancel its deletion (`aws kms cancel-key-deletion --key-id <id>`) and enable it (`aws kms enable-key --key-id <id>`).",
  );
}

/** KMS is eventually consistent: for some seconds it reports that a new key or alias does not exist. */
async function createKey(client: KMSClient, wait: RetryPolicy | undefined): Promise<boolean> {
  const { CreateAliasCommand, CreateKeyCommand, EnableKeyRotationCommand } = await import("@aws-sdk/client-kms");
  const { KeyMetadata } = await client.send(new CreateKeyCommand({ Description: STATE_KEY_DESCRIPTION }));
  const id = KeyMetadata?.KeyId ?? "";
  // The alias comes last: after a crash, a key without it is not used.
  await retryUntilConsistent(() => client.send(new EnableKeyRotationCommand({ KeyId: id })), wait);
  const alias = new CreateAliasCommand({ AliasName: DRIVER_NAMES.stateKeyAlias, TargetKeyId: id });
  try {
    await retryUntilConsistent(() => client.send(alias), wait);
    return true;
  } catch (error) {
    // Another bootstrap of the same account was faster: its key is used.
    if (isAlreadyExists(error)) return false;
    throw error;
  }
}

/** Bytes of the data key that the engine encrypts secrets with. */
const DATA_KEY_BYTES = 32;

/** A new data key for the secrets of a state, encrypted under the state's key, in base64. @throws DeployError AWS */
export async function newDataKey(target: AwsTarget): Promise<string> {
  const { EncryptCommand, KMSClient } = await import("@aws-sdk/client-kms");
  const client = new KMSClient(clientConfig(target));
  return calling(target, "encrypting a data key for the state's secrets", async () => {
    const Plaintext = randomBytes(DATA_KEY_BYTES);
    const command = new EncryptCommand({ KeyId: DRIVER_NAMES.stateKeyAlias, Plaintext });
    const { CiphertextBlob } = await retryUntilConsistent(() => client.send(command));
    return Buffer.from(CiphertextBlob ?? []).toString("base64");
  });
}

/** Days after which KMS deletes a key; until then its deletion can be cancelled. */
const KEY_DELETION_DAYS = 30;

/**
 * Schedules the deletion of the key, and deletes its alias. The alias goes last: without it the key would not be found
 * again.
 * @returns the days until then; null where there is no key
 */
export async function scheduleStateKeyDeletion(target: AwsTarget): Promise<number | null> {
  const { DeleteAliasCommand, DescribeKeyCommand, KMSClient, ScheduleKeyDeletionCommand } =
    await import("@aws-sdk/client-kms");
  const client = new KMSClient(clientConfig(target));
  return calling(target, "deleting the state's KMS key", async () => {
    try {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: DRIVER_NAMES.stateKeyAlias }));
      const request = { KeyId: KeyMetadata?.KeyId, PendingWindowInDays: KEY_DELETION_DAYS };
      if (KeyMetadata?.KeyState !== "PendingDeletion") await client.send(new ScheduleKeyDeletionCommand(request));
      await client.send(new DeleteAliasCommand({ AliasName: DRIVER_NAMES.stateKeyAlias }));
      return KEY_DELETION_DAYS;
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  });
}
