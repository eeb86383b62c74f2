import { calling } from "../errors";
import type { AwsTarget } from "../target";
import { s3Client } from "./bucket";
import { objectPages } from "./objects";

/* The objects of a bucket beside those of its copy: one listing each, of which no more than a page is in memory. */

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

/** Limit of CopyObject. bytes */
const MAX_COPY = 5 * 1024 ** 3;

/** @returns false where S3 does not copy it: it is too large or archived, or there is no replica yet */
export async function copyObject(
  /** Of the region that it is copied to. */
  target: AwsTarget,
  from: string,
  to: string,
  { key, bytes }: ListedObject,
): Promise<boolean> {
  if (bytes > MAX_COPY) return false;
  const { CopyObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const CopySource = `${from}/${key.split("/").map(encodeURIComponent).join("/")}`;
  return calling(target, `copying ${key} from ${from}`, async () => {
    try {
      await client.send(new CopyObjectCommand({ Bucket: to, Key: key, CopySource }));
      return true;
    } catch (error) {
      if (["NoSuchBucket", "NoSuchKey", "InvalidObjectState"].includes((error as Error).name)) return false;
      throw error;
    }
  });
}

/** Objects of a bucket in the order of their keys; none where the bucket does not exist. */
export async function* listObjects(target: AwsTarget, Bucket: string, Prefix = ""): AsyncGenerator<ListedObject> {
  for await (const page of objectPages(target, { Bucket, Prefix, missing: "empty" })) yield* page;
}

/** Objects of a bucket and of its copy with the same key. */
export type ObjectPair = readonly [own: ListedObject | null, copy: ListedObject | null];

/** Objects of two sorted listings with the same key. S3 sorts by UTF-8 bytes. */
export async function* pairObjects(
  owns: AsyncGenerator<ListedObject>,
  copies: AsyncGenerator<ListedObject>,
): AsyncGenerator<ObjectPair> {
  const following = async (list: AsyncGenerator<ListedObject>): Promise<ListedObject | null> => {
    const next = await list.next();
    return next.done === true ? null : next.value;
  };
  let own = await following(owns);
  let copy = await following(copies);
  while (own !== null || copy !== null) {
    const order = own === null ? 1 : copy === null ? -1 : Buffer.compare(Buffer.from(own.key), Buffer.from(copy.key));
    yield [order <= 0 ? own : null, order >= 0 ? copy : null];
    if (order <= 0) own = await following(owns);
    if (order >= 0) copy = await following(copies);
  }
}
