import { parameterCopiesSchema, type ParameterCopies } from "../../../model/backup/parameterCopies";
import type { BackupSet, Encryption } from "../../../model/backup/set";
import { SET_FILES, setPrefix } from "../../../model/backup/setKeys";
import { DeployError } from "../../../model/errors";
import type { RecoverySettings } from "../../../model/stage/recovery";
import { putBytes, readBytes } from "../store/files";
import type { SetStore } from "../store/setStore";
import { ageDecrypt, ageEncrypt, type AgeKey } from "./ageFile";
import { kmsDecrypt, kmsEncrypt } from "./envelope";

type ParameterEncryption = Extract<RecoverySettings, { readonly kind: "on" }>["parameters"];

/** Encrypts the parameters of a stage into a set. */
export async function writeParameters(
  store: SetStore,
  id: number,
  copies: ParameterCopies,
  settings: ParameterEncryption,
): Promise<BackupSet["parameters"]> {
  const text = Buffer.from(JSON.stringify(copies));
  const { encryption, bytes } = await encrypted(store, id, text, settings);
  const file = await putBytes(store, setPrefix(store.stage, id) + SET_FILES.parameters, bytes);
  const names = [...copies.parameters.map(({ name }) => name), ...copies.secrets.map(({ name }) => `secret:${name}`)];
  return { file, names, encryption };
}

async function encrypted(
  store: SetStore,
  id: number,
  text: Buffer,
  settings: ParameterEncryption,
): Promise<{ readonly encryption: Encryption; readonly bytes: Uint8Array }> {
  switch (settings.kind) {
    case "kms": {
      const { keyArn, bytes } = await kmsEncrypt(store.target, text, contextOf(store, id));
      return { encryption: { kind: "kms", keyArn }, bytes };
    }
    case "age": {
      const { recipients } = settings;
      return { encryption: settings, bytes: await ageEncrypt(text, { kind: "recipients", recipients }) };
    }
  }
}

/**
 * Decrypts the parameters of a set.
 * @param key for parameters that are encrypted by age; null: none was given
 * @throws DeployError SET_ALTERED, SECRETS_INPUT where a key is missing, or another one
 */
export async function readParameters(store: SetStore, set: BackupSet, key: AgeKey | null): Promise<ParameterCopies> {
  const { file, encryption } = set.parameters;
  const bytes = await readBytes(store, file);
  const text = await decrypted(store, set.id, bytes, encryption, key);
  return parameterCopiesSchema.parse(JSON.parse(Buffer.from(text).toString()));
}

async function decrypted(
  store: SetStore,
  id: number,
  bytes: Uint8Array,
  encryption: Encryption,
  key: AgeKey | null,
): Promise<Uint8Array> {
  switch (encryption.kind) {
    case "kms":
      return kmsDecrypt(store.target, bytes, contextOf(store, id));
    case "age":
      if (key !== null) return ageDecrypt(bytes, key, `The parameters of the set ${String(id)}`);
      throw new DeployError(
        "SECRETS_INPUT",
        `The parameters of the set ${String(id)} are encrypted for ${encryption.recipients.join(", ")}, and no private key was given. Nothing was changed.`,
        "Give the private key of one of them: --identity <file>.",
      );
  }
}

/** KMS writes it into CloudTrail, and refuses a file that was copied into another set. */
function contextOf(store: SetStore, id: number): Readonly<Record<string, string>> {
  return { "listbackup:stage": store.stage, "listbackup:set": String(id) };
}
