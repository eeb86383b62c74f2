import { isObjectMissing, s3Client } from "../../aws/buckets/bucket";
import { callingStore, type SetStore } from "./setStore";

/** Text of an object; null where it does not exist. */
export async function readText(store: SetStore, Key: string): Promise<string | null> {
  const { GetObjectCommand } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(store.target);
  const { bucket: Bucket } = store;
  return callingStore(store, `reading ${Key}`, async () => {
    try {
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket, Key, ExpectedBucketOwner: store.target.account }),
      );
      return (await Body?.transformToString()) ?? "";
    } catch (error) {
      if (await isObjectMissing(client, Bucket, Key, error)) return null;
      throw error;
    }
  });
}
