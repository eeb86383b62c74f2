import { open } from "node:fs/promises";
import { DeployError } from "../../../model/errors";
import { ageIdentities, isAgeFile, type AgeKey } from "../encryption/ageFile";
import { askHidden, privateText } from "../../secrets/input";

/** Bytes of a file that tell how it is encrypted: its first line, and the kind of its first recipient. */
const HEADER_BYTES = 64;

/** How a file is encrypted; null: it is no file of age. @throws DeployError SECRETS_INPUT where it cannot be read */
export async function encryptionOf(file: string): Promise<AgeKey["kind"] | null> {
  const header = await headerOf(file);
  if (!isAgeFile(header)) return null;
  return header.toString("latin1").includes("\n-> scrypt ") ? "passphrase" : "identities";
}

async function headerOf(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new DeployError(
      "SECRETS_INPUT",
      `${file} cannot be read: ${(cause as Error).message}`,
      "Name an existing file.",
      {
        cause,
      },
    );
  }
}

/** The private keys in a file that only its owner can read. @throws DeployError SECRETS_INPUT */
export async function identityFile(file: string): Promise<AgeKey> {
  return { kind: "identities", identities: ageIdentities(await privateText(file), file) };
}

/**
 * What decrypts a file of age: the private keys of a file, or a passphrase that is typed.
 * @param identity name of the file with the keys
 * @throws DeployError SECRETS_INPUT where it is not given, and cannot be asked for
 */
export async function keyFor(
  file: string,
  kind: AgeKey["kind"],
  identity: string | undefined,
  isInteractive: boolean,
): Promise<AgeKey> {
  if (kind === "identities") {
    if (identity !== undefined) return identityFile(identity);
    throw new DeployError(
      "SECRETS_INPUT",
      `${file} is encrypted by age for the holders of private keys, and none was given. Nothing was changed.`,
      "Name the file with the private key: --identity <file>.",
    );
  }
  if (isInteractive) return { kind, passphrase: await askHidden("Passphrase", `of ${file}`) };
  throw new DeployError(
    "SECRETS_INPUT",
    `${file} is encrypted with a passphrase, and there is no terminal to ask on. Nothing was changed.`,
    "Run the command on a terminal, or decrypt the file there first: `age --decrypt`.",
  );
}
