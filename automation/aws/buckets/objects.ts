import { calling } from "../errors";
import type { AwsTarget } from "../target";
import { s3Client } from "./bucket";

/** An object of a bucket. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** Unix ms */
  readonly modifiedAt: number;
}

/** Limit of DeleteObjects. */
const BATCH = 1_000;

/** Objects of a bucket with a prefix: one call per thousand. */
export async function listObjects(target: AwsTarget, Bucket: string, Prefix: string): Promise<readonly StoredObject[]> {
  const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  return calling(target, `listing ${Prefix} in ${Bucket}`, async () => {
    const found: StoredObject[] = [];
    const request = { Bucket, Prefix, ExpectedBucketOwner: target.account };
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, request))
      for (const { Key, Size = 0, LastModified } of Contents)
        if (Key !== undefined) found.push({ key: Key, bytes: Size, modifiedAt: LastModified?.getTime() ?? 0 });
    return found;
  });
}

/**
 * Deletes objects. The driver's buckets are versioned: a deleted object can be restored until its lifecycle rule removes the
 * old version.
 * @throws DeployError AWS with the first object that S3 did not delete
 */
export async function deleteObjects(target: AwsTarget, Bucket: string, keys: readonly string[]): Promise<void> {
  const { DeleteObjectsCommand } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  for (let start = 0; start < keys.length; start += BATCH) {
    const Objects = keys.slice(start, start + BATCH).map((Key) => ({ Key }));
    await calling(target, `deleting ${String(Objects.length)} objects of ${Bucket}`, async () => {
      const { Errors: [first] = [] } = await client.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true }, ExpectedBucketOwner: target.account }),
      );
      // S3 answers 200 although it refused some.
      if (first !== undefined)
        throw Object.assign(new Error(`${first.Key ?? ""}: ${first.Message ?? ""}`), { name: first.Code });
    });
  }
}
