import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { zipSync } from "fflate";
import { writeWhole } from "../files";

/** An artifact on this machine. */
export interface LocalArtifact {
  /** sha256 of the zip, 64 hexadecimal digits. */
  readonly digest: string;
  /** bytes */
  readonly size: number;
}

/** The oldest time that a zip can hold: the same for every build. */
const EPOCH = new Date(1980, 0, 1);

const UNIX = 3;
const EXECUTABLE = 0o100755;

/** The name that Lambda starts. */
const ENTRY = "bootstrap";

/**
 * Packs an executable as Lambda wants it: one file, `bootstrap`, the same bytes wherever and whenever it is packed.
 * The deflate is JavaScript's own, so that no machine's zlib has a say.
 */
export function packExecutable(executable: Uint8Array): Uint8Array {
  return zipSync({ [ENTRY]: [executable, { level: 6, mtime: EPOCH, os: UNIX, attrs: EXECUTABLE << 16 }] });
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
