import type { BucketCopy } from "../../../model/backup/set";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { replicaName } from "../../../model/account/backups";
import { NAMES } from "../../../model/names";
import { copyObject, listObjects, pairObjects, type ListedObject } from "../../aws/buckets/objectPairs";
import { inParallel } from "../../aws/parallel";
import type { Session } from "../../session";
import type { SetStore } from "../store/setStore";

/** Objects that are copied at a time, and that wait for it. */
const PARALLEL_COPIES = 16;
const BATCH = 256;

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
        if (await copyObject(store.target, bucket, replica, object)) count(object);
        else totals.pending += 1;
      });
    };
    for await (const [own, copy] of pairObjects(listObjects(target, bucket), listObjects(store.target, replica))) {
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
