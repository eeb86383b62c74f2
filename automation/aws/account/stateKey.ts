import type { KMSClient } from "@aws-sdk/client-kms";
import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { calling, isExisting, isNotFound } from "../errors";
import { untilConsistent, type Wait } from "../eventualConsistency";
import { clientConfig, type AwsTarget } from "../target";

/**
 * The key under which secrets in the state are encrypted, found by its alias. It is usable when this returns.
 * @returns whether it was created
 * @throws DeployError AWS, also where it exists and cannot be used
 */
export async function ensureStateKey(target: AwsTarget, wait?: Wait): Promise<boolean> {
  const { KMSClient } = await import("@aws-sdk/client-kms");
  const client = new KMSClient(clientConfig(target));
  return calling(target, "looking for the state's key", async () => {
    if (await isUsable(client)) return false;
    const created = await createKey(client, wait);
    await untilConsistent(() => describe(client), wait);
    return created;
  });
}

async function describe(client: KMSClient): Promise<string> {
  const { DescribeKeyCommand } = await import("@aws-sdk/client-kms");
  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: DRIVER_NAMES.stateKeyAlias }));
  return KeyMetadata?.KeyState ?? "Enabled";
}

/** @returns false where there is none @throws DeployError AWS where it is disabled or scheduled for deletion */
async function isUsable(client: KMSClient): Promise<boolean> {
  const state = await describe(client).catch((error: unknown) => {
    if (isNotFound(error)) return null;
    throw error;
  });
  if (state === null) return false;
  if (state === "Enabled" || state === "Creating" || state === "Updating") return true;
  throw new DeployError(
    "AWS",
    `The key of the state's secrets, ${DRIVER_NAMES.stateKeyAlias}, is ${state}: no state can be read or written.`,
    "Cancel its deletion (`aws kms cancel-key-deletion --key-id <id>`) and enable it (`aws kms enable-key --key-id <id>`).",
  );
}

/** A new key and alias reach every server of KMS within seconds: until then it says that they do not exist. */
async function createKey(client: KMSClient, wait: Wait | undefined): Promise<boolean> {
  const { CreateAliasCommand, CreateKeyCommand, EnableKeyRotationCommand } = await import("@aws-sdk/client-kms");
  const { KeyMetadata } = await client.send(
    new CreateKeyCommand({ Description: "Secrets in the state of ListBackup deployments" }),
  );
  const id = KeyMetadata?.KeyId ?? "";
  // The alias last: a key without it was left by a crash, costs little, and is not taken for finished.
  await untilConsistent(() => client.send(new EnableKeyRotationCommand({ KeyId: id })), wait);
  const alias = new CreateAliasCommand({ AliasName: DRIVER_NAMES.stateKeyAlias, TargetKeyId: id });
  try {
    await untilConsistent(() => client.send(alias), wait);
    return true;
  } catch (error) {
    // Another bootstrap of the same account was quicker: its key counts.
    if (isExisting(error)) return false;
    throw error;
  }
}
