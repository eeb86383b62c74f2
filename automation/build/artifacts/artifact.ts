import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { zip, zipSync, type Zippable } from "fflate";
import { writeWhole } from "../../files";

/** An artifact in the local build folder. */
export interface LocalArtifact {
  /** sha256 of the zip, 64 hexadecimal digits. */
  readonly digest: string;
  /** bytes */
  readonly size: number;
}

/** Time of every file in a zip: the oldest that the format can hold. */
const OLDEST_ZIP_TIME = new Date(1980, 0, 1);

const UNIX_OS = 3;

/** Mode of every file: independent of the checkout and the umask. */
const FILE_MODE = 0o100755;

/** The file that Lambda starts. */
const EXECUTABLE_NAME = "bootstrap";

/**
 * Limit of an unpacked artifact, in bytes. The zip may be as large: the limit of 50 MB is for uploads without S3.
 * Source: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_UNPACKED_BYTES = 250 * 1024 * 1024;

/** A file of an artifact. */
export interface PackedFile {
  /** `src/index.js` */
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * Packs an executable for Lambda: one file, `bootstrap`, with the same bytes on every machine and at any time. The deflate
 * is implemented in JavaScript, so that the result does not depend on the zlib of a machine.
 */
export function packExecutable(executable: Uint8Array): Uint8Array {
  return zipSync(zippable([{ name: EXECUTABLE_NAME, content: executable }]));
}

/** The same bytes as `packExecutable`, from a worker thread: other handlers are compiled meanwhile. */
export function packExecutableInThread(executable: Uint8Array): Promise<Uint8Array> {
  return packFiles([{ name: EXECUTABLE_NAME, content: executable }]);
}

/** fflate deflates files from this size on in a worker thread. Bytes. */
const THREAD_BYTES = 320_000;

/** With more large files, threads are not worth their memory. */
const MAX_THREADS = 8;

/** Packs files in the order of their names. Their content is unusable afterwards. */
export function packFiles(files: readonly PackedFile[]): Promise<Uint8Array> {
  const threads = files.filter(({ content }) => content.byteLength > THREAD_BYTES).length;
  if (threads > MAX_THREADS) return Promise.resolve(zipSync(zippable(files)));
  return new Promise((resolve, reject) => {
    zip(zippable(files), { consume: true }, (error, packed) => {
      if (error === null) resolve(packed);
      else reject(error);
    });
  });
}

function zippable(files: readonly PackedFile[]): Zippable {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  return Object.fromEntries(
    sorted.map(({ name, content }) => [
      name,
      [content, { level: 6, mtime: OLDEST_ZIP_TIME, os: UNIX_OS, attrs: FILE_MODE << 16 }],
    ]),
  );
}

/** Stores an artifact as `<digest>.zip` in a folder. */
export async function storeArtifact(folder: string, zip: Uint8Array): Promise<LocalArtifact> {
  const digest = createHash("sha256").update(zip).digest("hex");
  await writeWhole(join(folder, `${digest}.zip`), zip);
  return { digest, size: zip.byteLength };
}

/** Whether an artifact exists and has the right size. Its content is verified when it is published. */
export async function hasArtifact(folder: string, { digest, size }: LocalArtifact): Promise<boolean> {
  const file = await stat(join(folder, `${digest}.zip`)).catch(() => null);
  return file?.size === size;
}
