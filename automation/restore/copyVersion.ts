import type { S3Client } from "@aws-sdk/client-s3";
import type { ObjectVersion } from "../../model/backup/objectVersion";

/** CopyObject takes so much; a larger object is copied in parts. bytes */
const MAX_COPY_BYTES = 5 * 1024 ** 3;
const PART_BYTES = 1024 ** 3;

/** A version of an object, and where it is copied to. */
export interface ObjectCopy {
  readonly from: string;
  readonly to: string;
  readonly key: string;
  readonly version: ObjectVersion;
}

/** Copies within S3, with metadata and tags. */
export async function copyVersion(client: S3Client, copy: ObjectCopy): Promise<void> {
  if (copy.version.bytes > MAX_COPY_BYTES) return copyParts(client, copy);
  const { CopyObjectCommand } = await import("../aws/buckets/s3Sdk");
  await client.send(new CopyObjectCommand({ Bucket: copy.to, Key: copy.key, CopySource: sourceOf(copy) }));
}

/** Version "null": the object was written before its bucket had versions. */
function sourceOf({ from, key, version }: ObjectCopy): string {
  return `${from}/${key.split("/").map(encodeURIComponent).join("/")}?versionId=${encodeURIComponent(version.versionId)}`;
}

/** An upload that fails is removed by the bucket's lifecycle rule, or at once. Metadata of an upload has to be given. */
async function copyParts(client: S3Client, copy: ObjectCopy): Promise<void> {
  const s3 = await import("../aws/buckets/s3Sdk");
  const { to: Bucket, key: Key, version } = copy;
  const head = await client.send(new s3.HeadObjectCommand({ Bucket: copy.from, Key, VersionId: version.versionId }));
  const { UploadId } = await client.send(
    new s3.CreateMultipartUploadCommand({
      Bucket,
      Key,
      ...(head.Metadata === undefined ? {} : { Metadata: head.Metadata }),
      ...(head.ContentType === undefined ? {} : { ContentType: head.ContentType }),
    }),
  );
  try {
    const Parts = [];
    for (let start = 0, PartNumber = 1; start < version.bytes; start += PART_BYTES, PartNumber += 1) {
      const end = Math.min(start + PART_BYTES, version.bytes) - 1;
      const { CopyPartResult } = await client.send(
        new s3.UploadPartCopyCommand({
          Bucket,
          Key,
          UploadId,
          PartNumber,
          CopySource: sourceOf(copy),
          CopySourceRange: `bytes=${String(start)}-${String(end)}`,
        }),
      );
      Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
    }
    await client.send(new s3.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    await client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined);
    throw error;
  }
}
