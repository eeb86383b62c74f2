import type { BucketCopy } from "../../../model/backup/set";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { replicaName } from "../../../model/account/backups";
import { NAMES } from "../../../model/names";
import { s3Client } from "../../aws/buckets/bucket";
import { calling, isNotFound } from "../../aws/errors";
import { inParallel } from "../../aws/parallel";
import type { AwsTarget } from "../../aws/target";
import type { Session } from "../../session";
import type { SetStore } from "../store/setStore";

interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

/** Objects that are copied at a time, and that wait for it. */
const PARALLEL_COPIES = 16;
const BATCH = 256;
/** Limit of CopyObject. bytes */
const MAX_COPY = 5 * 1024 ** 3;

/**
 * Compares each bucket of a catalog with its replica in the recovery region, both listings side by side, and copies what the
 * replica does not have: objects that are older than the replication, or that S3 has not replicated yet.
 */
export async function bucketCopies(
  { stage, target }: Session,
  store: SetStore,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<readonly BucketCopy[]> {
  const copies: BucketCopy[] = [];
  for (const name of Object.keys(catalog.data.buckets)) {
    const bucket = NAMES.bucket.of(stage, name);
    const replica = replicaName(stage, name, store.target.region);
    const totals = { objects: 0, bytes: 0, pending: 0 };
    const count = (object: ListedObject): void => {
      totals.objects += 1;
      totals.bytes += object.bytes;
    };
    let missing: ListedObject[] = [];
    const complete = async (): Promise<void> => {
      const batch = missing;
      missing = [];
      await inParallel(batch, PARALLEL_COPIES, async (object) => {
        signal.throwIfAborted();
        if (await copied(store, bucket, replica, object)) count(object);
        else totals.pending += 1;
      });
    };
    for await (const [own, copy] of paired(listing(target, bucket), listing(store.target, replica))) {
      signal.throwIfAborted();
      const isMissing = own !== null && copy?.bytes !== own.bytes;
      if (isMissing) missing.push(own);
      else if (copy !== null) count(copy);
      if (missing.length >= BATCH) await complete();
    }
    await complete();
    copies.push({ name, bucket, replica, ...totals });
  }
  return copies;
}

/** @returns false where S3 does not copy it: it is too large or archived, or there is no replica yet */
async function copied(store: SetStore, from: string, to: string, { key, bytes }: ListedObject): Promise<boolean> {
  if (bytes > MAX_COPY) return false;
  const { CopyObjectCommand } = await import("@aws-sdk/client-s3");
  const client = await s3Client(store.target);
  const CopySource = `${from}/${key.split("/").map(encodeURIComponent).join("/")}`;
  return calling(store.target, `copying ${key} from ${from}`, async () => {
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
