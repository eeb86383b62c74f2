import type { S3Client } from "@aws-sdk/client-s3";
import { calling, isNotFound } from "../errors";
import type { AwsTarget } from "../target";
import { bucketExists, s3Client } from "./bucket";

/** `if empty`: a bucket with objects stays. */
export type DeletionMode = "with content" | "if empty";

/** Deletes a bucket of the account. @returns whether it was deleted; false where it does not exist, or is not empty */
export async function deleteBucket(target: AwsTarget, Bucket: string, mode: DeletionMode): Promise<boolean> {
  if (!(await bucketExists(target, Bucket))) return false;
  const client = await s3Client(target);
  const { DeleteBucketCommand } = await import("./s3Sdk");
  return calling(target, `deleting the bucket ${Bucket}`, async () => {
    if (mode === "with content") await deleteObjects(client, Bucket, target.account);
    try {
      await client.send(new DeleteBucketCommand({ Bucket, ExpectedBucketOwner: target.account }));
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      if (mode === "if empty" && (error as Error).name === "BucketNotEmpty") return false;
      throw error;
    }
  });
}

/** Deletes every version of every object. */
async function deleteObjects(client: S3Client, Bucket: string, ExpectedBucketOwner: string): Promise<void> {
  const { DeleteObjectsCommand, ListObjectVersionsCommand } = await import("./s3Sdk");
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket, ExpectedBucketOwner }),
    );
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true }, ExpectedBucketOwner }),
    );
    const [failed] = Errors;
    // Otherwise the same objects would be listed again, without an end.
    if (failed !== undefined)
      throw Object.assign(new Error(`${failed.Key ?? ""}: ${failed.Message ?? ""}`), { name: failed.Code ?? "Error" });
  }
}
