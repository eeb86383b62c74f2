import type { Decrypter, Encrypter } from "age-encryption";
import { DeployError } from "../../../model/errors";

/** Who can decrypt: holders of private keys, or of a passphrase. */
export type AgeReceiver =
  | { readonly kind: "recipients"; readonly recipients: readonly string[] }
  | { readonly kind: "passphrase"; readonly passphrase: string };

/** What decrypts: private keys (`AGE-SECRET-KEY-1…`), or a passphrase. */
export type AgeKey =
  | { readonly kind: "identities"; readonly identities: readonly string[] }
  | { readonly kind: "passphrase"; readonly passphrase: string };

const HEADER = "age-encryption.org/v1\n";

/** Whether bytes are a file of age. */
export function isAgeFile(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, HEADER.length)).toString("latin1") === HEADER;
}

/** Encrypts with age (age-encryption.org/v1); the tools `age` and `rage` decrypt it, too. */
export async function ageEncrypt(bytes: Uint8Array, receiver: AgeReceiver): Promise<Uint8Array> {
  return (await encrypterFor(receiver)).encrypt(bytes);
}

/** The same for a stream. */
export async function ageEncryptStream(
  stream: ReadableStream<Uint8Array>,
  receiver: AgeReceiver,
): Promise<ReadableStream<Uint8Array>> {
  return (await encrypterFor(receiver)).encrypt(stream);
}

async function encrypterFor(receiver: AgeReceiver): Promise<Encrypter> {
  const age = await import("age-encryption");
  const encrypter = new age.Encrypter();
  if (receiver.kind === "passphrase") encrypter.setPassphrase(receiver.passphrase);
  else for (const recipient of receiver.recipients) encrypter.addRecipient(recipient);
  return encrypter;
}

/** @throws DeployError SECRETS_INPUT where the key does not fit, or the bytes were changed; without any content */
export async function ageDecrypt(bytes: Uint8Array, key: AgeKey, what: string): Promise<Uint8Array> {
  try {
    return await (await decrypterFor(key)).decrypt(bytes);
  } catch (cause) {
    throw undecryptable(key, what, cause);
  }
}

/** The same for a stream; bytes that were changed are noticed while it is read: `undecryptable` is the error to throw then. */
export async function ageDecryptStream(
  stream: ReadableStream<Uint8Array>,
  key: AgeKey,
  what: string,
): Promise<ReadableStream<Uint8Array>> {
  try {
    return await (await decrypterFor(key)).decrypt(stream);
  } catch (cause) {
    throw undecryptable(key, what, cause);
  }
}

async function decrypterFor(key: AgeKey): Promise<Decrypter> {
  const age = await import("age-encryption");
  const decrypter = new age.Decrypter();
  if (key.kind === "passphrase") decrypter.addPassphrase(key.passphrase);
  else for (const identity of key.identities) decrypter.addIdentity(identity);
  return decrypter;
}

export function undecryptable(key: AgeKey, what: string, cause: unknown): DeployError {
  return new DeployError(
    "SECRETS_INPUT",
    `${what} cannot be decrypted: the key is another one, or the file was changed. Nothing was changed.`,
    key.kind === "passphrase"
      ? "Type the passphrase that it was encrypted with."
      : "Give the private key of one of its recipients: --identity <file>.",
    // The library's errors have no content of the file.
    { cause },
  );
}

/** The private keys in a file of `age-keygen`. @throws DeployError SECRETS_INPUT */
export function ageIdentities(text: string, file: string): readonly string[] {
  const identities = text.split(/\r?\n/).filter((line) => line.startsWith("AGE-SECRET-KEY-"));
  if (identities.length > 0) return identities;
  throw new DeployError(
    "SECRETS_INPUT",
    `${file} contains no private key of age.`,
    "Give a file that `age-keygen -o` has written; a line begins with AGE-SECRET-KEY-1.",
  );
}
