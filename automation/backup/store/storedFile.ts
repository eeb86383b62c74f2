import type { HeadObjectCommandInput, HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import { s3Client } from "../../aws/buckets/bucket";
import { isNotFound } from "../../aws/errors";
import { callingStore, type SetStore } from "./setStore";

/** What S3 has stored of a file of the backups bucket. @returns null where it is not there */
export async function storedFile(
  store: SetStore,
  Key: string,
  options: Pick<HeadObjectCommandInput, "ChecksumMode"> = {},
): Promise<HeadObjectCommandOutput | null> {
  const { HeadObjectCommand } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(store.target);
  return callingStore(store, `checking ${Key}`, async () => {
    try {
      return await client.send(new HeadObjectCommand({ Bucket: store.bucket, Key, ...options }));
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  });
}
