import { createHash } from "node:crypto";
import { filesOf, type BackupSet, type FileRef } from "../../../model/backup/set";
import { s3Client } from "../../aws/buckets/bucket";
import { inParallel } from "../../aws/parallel";
import { altered } from "./files";
import { callingStore, type SetStore } from "./setStore";
import { storedFile } from "./storedFile";

const PARALLEL_CHECKS = 16;

/**
 * Compares every file of a set with its manifest: version, size, and the SHA-256 that S3 stored at the upload, or else that of
 * its bytes. A file that was overwritten counts as altered although its old version exists: someone wrote into the set.
 * @throws DeployError SET_ALTERED with all files
 */
export async function verifySet(store: SetStore, set: BackupSet): Promise<void> {
  const problems: string[] = [];
  await inParallel(filesOf(set), PARALLEL_CHECKS, async (ref) => {
    const problem = await problemOf(store, ref);
    if (problem !== null) problems.push(`${ref.key} ${problem}`);
  });
  if (problems.length > 0) throw altered(store, problems.sort());
}

async function problemOf(store: SetStore, ref: FileRef): Promise<string | null> {
  const head = await storedFile(store, ref.key, { ChecksumMode: "ENABLED" });
  if (head === null) return "is missing";
  const { VersionId, ContentLength, ChecksumSHA256 } = head;
  if (ref.versionId !== null && VersionId !== undefined && VersionId !== ref.versionId)
    return `was overwritten: version ${VersionId} instead of ${ref.versionId}`;
  if (ContentLength !== ref.bytes) return `has ${String(ContentLength)} bytes instead of ${String(ref.bytes)}`;
  const sha256 =
    ChecksumSHA256 === undefined
      ? await storedHash(store, ref.key)
      : Buffer.from(ChecksumSHA256, "base64").toString("hex");
  return sha256 === ref.sha256 ? null : "has other bytes";
}

/** Replicated artifacts may have no checksum. */
async function storedHash(store: SetStore, Key: string): Promise<string> {
  const { GetObjectCommand } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(store.target);
  return callingStore(store, `reading ${Key}`, async () => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: store.bucket, Key }));
    const hash = createHash("sha256");
    for await (const chunk of Body as AsyncIterable<Uint8Array>) hash.update(chunk);
    return hash.digest("hex");
  });
}
