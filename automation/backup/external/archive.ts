import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { once } from "node:events";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import type { Pack } from "tar-stream";
import { DeployError } from "../../../model/errors";
import {
  ageDecryptStream,
  ageEncryptStream,
  undecryptable,
  type AgeKey,
  type AgeReceiver,
} from "../encryption/ageFile";

/** A file in an archive. */
export type ArchiveEntry =
  | { readonly name: string; readonly kind: "text"; readonly text: string }
  /** Read when it is its turn. */
  | { readonly name: string; readonly kind: "bytes"; readonly read: () => Promise<Buffer> }
  | { readonly name: string; readonly kind: "file"; readonly path: string };

/**
 * Writes a tar archive, encrypted by age, into a new private file. `age --decrypt -i key.txt FILE | tar x` unpacks it, too. Large
 * files are not read into memory.
 * @throws DeployError USAGE where the file exists, DISK
 */
export async function writeArchive(
  file: string,
  entries: readonly ArchiveEntry[],
  receiver: AgeReceiver,
  signal: AbortSignal,
): Promise<void> {
  const { pack } = await import("tar-stream");
  const output = await newFile(file);
  const archive = pack();
  try {
    const encrypted = await ageEncryptStream(webStream(archive), receiver);
    await Promise.all([
      addEntries(archive, entries),
      pipeline(Readable.fromWeb(encrypted as WebStream), output, { signal }),
    ]);
  } catch (error) {
    archive.destroy();
    output.destroy();
    // A part would look like the whole.
    await rm(file, { force: true });
    throw error;
  }
}

/** The library's streams are none of Node's own. */
function webStream(archive: AsyncIterable<unknown>): ReadableStream<Uint8Array> {
  return Readable.toWeb(Readable.from(archive, { objectMode: false })) as ReadableStream<Uint8Array>;
}

async function newFile(file: string): Promise<WriteStream> {
  const output = createWriteStream(file, { flags: "wx", mode: 0o600 });
  try {
    await once(output, "open");
    return output;
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === "EEXIST";
    throw new DeployError(
      isThere ? "USAGE" : "DISK",
      isThere ? `${file} exists. Nothing was written.` : `${file} cannot be written: ${(cause as Error).message}`,
      "Name a new file, in a folder that you can write to.",
      { cause },
    );
  }
}

async function addEntries(archive: Pack, entries: readonly ArchiveEntry[]): Promise<void> {
  for (const entry of entries) {
    const { name } = entry;
    if (entry.kind === "text") {
      archive.entry({ name, mode: 0o600 }, entry.text);
      continue;
    }
    if (entry.kind === "bytes") {
      archive.entry({ name, mode: 0o600 }, await entry.read());
      continue;
    }
    const { size } = await stat(entry.path);
    await pipeline(createReadStream(entry.path), archive.entry({ name, mode: 0o600, size }));
  }
  archive.finalize();
}

/**
 * Decrypts an archive, and unpacks it into a new private folder.
 * @returns names of its files
 * @throws DeployError SECRETS_INPUT where the key does not fit, USAGE where the folder exists
 */
export async function unpackArchive(file: string, key: AgeKey, folder: string): Promise<readonly string[]> {
  await newFolder(folder);
  const names: string[] = [];
  try {
    await readArchive(file, key, async (name, content) => {
      // Only files next to each other: no name leads out of the folder.
      const own = basename(name);
      await pipeline(content, createWriteStream(join(folder, own), { flags: "wx", mode: 0o600 }));
      names.push(own);
    });
    return names;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function newFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (cause) {
    throw new DeployError(
      "USAGE",
      `The folder ${folder} cannot be created: ${(cause as Error).message}. Nothing was written.`,
      "Name a new folder.",
      { cause },
    );
  }
}

/** The text of one file of an archive; null: it does not have the file. @throws DeployError SECRETS_INPUT */
export async function textInArchive(file: string, key: AgeKey, wanted: string): Promise<string | null> {
  let text: string | null = null;
  await readArchive(file, key, async (name, content) => {
    if (name === wanted) text = Buffer.concat((await content.toArray()) as Buffer[]).toString();
    else content.resume();
  });
  return text;
}

async function readArchive(
  file: string,
  key: AgeKey,
  use: (name: string, content: Readable) => Promise<void>,
): Promise<void> {
  const { extract } = await import("tar-stream");
  const encrypted = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
  const decrypted = await ageDecryptStream(encrypted, key, file);
  const archive = extract();
  const ended = pipeline(Readable.fromWeb(decrypted as WebStream), archive);
  try {
    for await (const entry of archive) await use(entry.header.name, Readable.from(entry, { objectMode: false }));
    await ended;
  } catch (error) {
    await ended.catch(() => undefined);
    throw error instanceof DeployError || "code" in (error as object) ? error : undecryptable(key, file, error);
  }
}
