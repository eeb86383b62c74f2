import type { BucketCopy } from "../../../model/backup/set";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { NAMES } from "../../../model/names";
import { s3Client } from "../../aws/buckets/bucket";
import { calling, isNotFound } from "../../aws/errors";
import type { AwsTarget } from "../../aws/target";
import type { Session } from "../../session";
import type { SetStore } from "../store/setStore";

interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

/** Compares each bucket of a catalog with its replica in the recovery region: both listings, side by side. */
export async function bucketCopies(
  { stage, target }: Session,
  store: SetStore,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<readonly BucketCopy[]> {
  const copies: BucketCopy[] = [];
  for (const name of Object.keys(catalog.data.buckets)) {
    const bucket = NAMES.bucket.of(stage, name);
    const replica = NAMES.bucket.of({ ...stage, region: store.target.region }, name);
    const totals = { objects: 0, bytes: 0, pending: 0 };
    for await (const [own, copy] of paired(listing(target, bucket), listing(store.target, replica))) {
      signal.throwIfAborted();
      if (copy !== null) {
        totals.objects += 1;
        totals.bytes += copy.bytes;
      }
      // What is only in the replica was deleted after it was copied: deletions are not replicated.
      if (own !== null && copy?.bytes !== own.bytes) totals.pending += 1;
    }
    copies.push({ name, bucket, replica, ...totals });
  }
  return copies;
}

/** Objects of a bucket in the order of their keys; none where the bucket does not exist. */
async function* listing(target: AwsTarget, Bucket: string): AsyncGenerator<ListedObject> {
  const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  const pages = paginateListObjectsV2({ client }, { Bucket })[Symbol.asyncIterator]();
  for (;;) {
    const next = await calling(target, `listing ${Bucket}`, async () => {
      try {
        return await pages.next();
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    });
    if (next === null || next.done === true) return;
    for (const { Key, Size = 0 } of next.value.Contents ?? []) if (Key !== undefined) yield { key: Key, bytes: Size };
  }
}

type Pair = readonly [own: ListedObject | null, copy: ListedObject | null];

/** Objects of two sorted listings with the same key. S3 sorts by UTF-8 bytes. */
async function* paired(owns: AsyncGenerator<ListedObject>, copies: AsyncGenerator<ListedObject>): AsyncGenerator<Pair> {
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
