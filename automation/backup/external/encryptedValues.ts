import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import { parameterCopiesSchema, valuesForInit } from "../../../model/backup/parameterCopies";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { DeployError } from "../../../model/errors";
import { parsedValues } from "../../secrets/input";
import { ageDecryptStream, undecryptable, type AgeKey } from "../encryption/ageFile";
import { textInArchive } from "./archive";
import { EXPORTED } from "./exportSet";
import { jsonOf } from "../../json";

/** Place of the magic word in a header of tar. */
const TAR_MAGIC = { start: 257, word: "ustar" };

/**
 * Values of parameters from a file that age encrypted: an exported set, the parameters of a set, or a file of values. Nothing of
 * it is written to a disk.
 * @throws DeployError SECRETS_INPUT
 */
export async function encryptedValues(
  file: string,
  key: AgeKey,
  catalog: Catalog,
): Promise<Readonly<Record<string, string>>> {
  const text = (await isArchive(file, key))
    ? await textInArchive(file, key, EXPORTED.parameters)
    : await wholeText(file, key);
  if (text === null)
    throw new DeployError(
      "SECRETS_INPUT",
      `${file} contains no ${EXPORTED.parameters}. Nothing was created.`,
      "Name a file that `bin/deploy dr export` has written.",
    );
  const copies = parameterCopiesSchema.safeParse(jsonOf(text));
  if (!copies.success) return parsedValues(text, file);
  return valuesForInit(copies.data, catalog);
}

async function isArchive(file: string, key: AgeKey): Promise<boolean> {
  for await (const chunk of await decrypted(file, key)) {
    const { start, word } = TAR_MAGIC;
    return (chunk as Buffer).subarray(start, start + word.length).toString() === word;
  }
  return false;
}

async function wholeText(file: string, key: AgeKey): Promise<string> {
  try {
    return Buffer.concat((await (await decrypted(file, key)).toArray()) as Buffer[]).toString();
  } catch (error) {
    throw error instanceof DeployError ? error : undecryptable(key, file, error);
  }
}

async function decrypted(file: string, key: AgeKey): Promise<Readable> {
  const stream = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
  return Readable.fromWeb((await ageDecryptStream(stream, key, file)) as WebStream);
}
