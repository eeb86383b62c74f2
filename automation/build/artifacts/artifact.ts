import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { zip, zipSync, type Zippable } from "fflate";
import { writeWhole } from "../../files";

/** An artifact on this machine. */
export interface LocalArtifact {
  /** sha256 of the zip, 64 hexadecimal digits. */
  readonly digest: string;
  /** bytes */
  readonly size: number;
}

/** The oldest time that a zip can hold: the same for every build. */
const OLDEST_ZIP_TIME = new Date(1980, 0, 1);

const UNIX_OS = 3;

/** Of every file: what a checkout or an umask makes of a file's mode has no say. */
const FILE_MODE = 0o100755;

/** The name that Lambda starts. */
const EXECUTABLE_NAME = "bootstrap";

/**
 * The most that Lambda unpacks, bytes. The zip itself may be as large: the limit of 50 MB is for uploads without S3.
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
 * Packs an executable as Lambda wants it: one file, `bootstrap`, the same bytes wherever and whenever it is packed.
 * The deflate is JavaScript's own, so that no machine's zlib has a say.
 */
export function packExecutable(executable: Uint8Array): Uint8Array {
  return zipSync(zippable([{ name: EXECUTABLE_NAME, content: executable }]));
}

/** The same bytes as `packExecutable`, made by a thread of its own: others can be compiled meanwhile. */
export function packExecutableInThread(executable: Uint8Array): Promise<Uint8Array> {
  return packFiles([{ name: EXECUTABLE_NAME, content: executable }]);
}

/** From this size on a file is deflated by a thread of its own, bytes: fflate's own measure. */
const THREAD_BYTES = 320_000;

/** With more files of such a size, threads cost more memory than they save time. */
const MAX_THREADS = 8;

/** Packs files in the order of their names. Consumes their content. */
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

/** Keeps an artifact under the name of its content. @param folder where `<digest>.zip` lie */
export async function storeArtifact(folder: string, zip: Uint8Array): Promise<LocalArtifact> {
  const digest = createHash("sha256").update(zip).digest("hex");
  await writeWhole(join(folder, `${digest}.zip`), zip);
  return { digest, size: zip.byteLength };
}

/** Whether an artifact is there and as long as it should be. Its content is checked when it is published. */
export async function hasArtifact(folder: string, { digest, size }: LocalArtifact): Promise<boolean> {
  const found = await stat(join(folder, `${digest}.zip`)).catch(() => null);
  return found?.size === size;
}
