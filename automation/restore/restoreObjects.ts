import type { ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { versionToRestore, type ObjectVersion } from "../../model/backup/objectVersion";
import type { FinishedTask } from "../../model/backup/restoreProgress";
import type { BackupSet } from "../../model/backup/set";
import { NAMES } from "../../model/names";
import { s3Client } from "../aws/buckets/bucket";
import { objectPages } from "../aws/buckets/objects";
import { calling } from "../aws/errors";
import { inParallel } from "../aws/parallel";
import type { AwsTarget } from "../aws/target";
import { copyVersion } from "./copyVersion";
import type { DataRestore } from "./dataRestore";

const PARALLEL_COPIES = 16;
const OBJECTS_AT_ONCE = 500;

type BucketCopy = BackupSet["buckets"][number];

/**
 * Copies the objects of the set from their replicas, each in its version of then, unless the stage has them: nothing else writes to
 * its buckets yet. Neither listing is in memory as a whole.
 * @throws DeployError AWS
 */
export async function restoreObjects(restore: DataRestore, finished: FinishedTask | undefined): Promise<FinishedTask> {
  if (finished !== undefined) return finished;
  const { target, set, meter, progress } = restore;
  const total = set.buckets.reduce((sum, { objects }) => sum + objects, 0);
  const counts = { objects: 0, bytes: 0 };
  if (total > 0) {
    meter.begin("Restoring objects", "object", total);
    for (const bucket of set.buckets)
      if (bucket.objects > 0)
        await calling(target, `copying objects from ${bucket.replica}`, () => restoreBucket(restore, bucket, counts));
    meter.end();
  }
  const task: FinishedTask = { task: "objects", counts };
  await progress.finish(task);
  return task;
}

async function restoreBucket(
  { target, stage, set, store, meter, signal }: DataRestore,
  { name, replica }: BucketCopy,
  counts: { objects: number; bytes: number },
): Promise<void> {
  const client = await s3Client(target);
  const source = await s3Client(store.target);
  const bucket = NAMES.bucket.of(stage, name);
  const present = new SortedKeys(keysOf(target, bucket));
  const batch: { readonly key: string; readonly version: ObjectVersion }[] = [];
  const copyBatch = async (): Promise<void> => {
    await inParallel(batch.splice(0), PARALLEL_COPIES, async ({ key, version }) => {
      signal.throwIfAborted();
      await copyVersion(client, { from: replica, to: bucket, key, version });
      meter.add(1);
    });
  };
  for await (const { key, versions } of objectsOf(source, replica)) {
    const version = versionToRestore(versions, (set.endedAt + 1) * 1_000);
    if (version === null) continue;
    counts.objects += 1;
    counts.bytes += version.bytes;
    if (await present.has(key)) meter.add(1);
    else batch.push({ key, version });
    if (batch.length === OBJECTS_AT_ONCE) await copyBatch();
  }
  await copyBatch();
}

/** Whether a bucket has keys that are asked for in S3's order. */
class SortedKeys {
  #current: string | null | undefined;

  constructor(readonly keys: AsyncGenerator<string>) {}

  async has(key: string): Promise<boolean> {
    const wanted = Buffer.from(key);
    if (this.#current === undefined) await this.#next();
    while (this.#current !== null && Buffer.compare(Buffer.from(this.#current ?? ""), wanted) < 0) await this.#next();
    return this.#current === key;
  }

  async #next(): Promise<void> {
    const next = await this.keys.next();
    this.#current = next.done === true ? null : next.value;
  }
}

async function* keysOf(target: AwsTarget, Bucket: string): AsyncGenerator<string> {
  for await (const page of objectPages(target, { Bucket })) yield* page.map(({ key }) => key);
}

interface VersionedObject {
  readonly key: string;
  /** Newest first. */
  readonly versions: readonly ObjectVersion[];
}

/** Every object of a bucket with all of its versions, in the order of keys. The versions of one object may be on several pages. */
async function* objectsOf(client: S3Client, Bucket: string): AsyncGenerator<VersionedObject> {
  const { ListObjectVersionsCommand } = await import("../aws/buckets/s3Sdk");
  let from: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | null = {};
  let open = new Map<string, ObjectVersion[]>();
  while (from !== null) {
    const page: Awaited<ReturnType<typeof listed>> = await listed(
      client,
      new ListObjectVersionsCommand({ Bucket, ...from }),
    );
    for (const { key, version } of page.versions) open.set(key, [...(open.get(key) ?? []), version]);
    from = page.next;
    // The last key may go on on the next page.
    const last = from?.KeyMarker;
    const complete = [...open]
      .filter(([key]) => key !== last)
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    for (const [key, versions] of complete) yield { key, versions: newestFirst(versions) };
    open = new Map(last === undefined ? [] : [[last, open.get(last) ?? []]]);
  }
}

async function listed(
  client: S3Client,
  command: ListObjectVersionsCommand,
): Promise<{
  readonly versions: readonly { readonly key: string; readonly version: ObjectVersion }[];
  readonly next: { readonly KeyMarker: string; readonly VersionIdMarker?: string } | null;
}> {
  const {
    Versions = [],
    DeleteMarkers = [],
    IsTruncated,
    NextKeyMarker,
    NextVersionIdMarker,
  } = await client.send(command);
  const entries = [
    ...Versions.map((one) => ({ ...one, isDeleted: false, bytes: one.Size ?? 0 })),
    ...DeleteMarkers.map((one) => ({ ...one, isDeleted: true, bytes: 0 })),
  ];
  return {
    versions: entries.map(({ Key = "", VersionId = "null", LastModified, IsLatest, isDeleted, bytes }) => ({
      key: Key,
      version: {
        versionId: VersionId,
        bytes,
        isDeleted,
        isLatest: IsLatest === true,
        modifiedAt: LastModified?.getTime() ?? 0,
      },
    })),
    next:
      IsTruncated === true && NextKeyMarker !== undefined
        ? {
            KeyMarker: NextKeyMarker,
            ...(NextVersionIdMarker === undefined ? {} : { VersionIdMarker: NextVersionIdMarker }),
          }
        : null,
  };
}

function newestFirst(versions: readonly ObjectVersion[]): readonly ObjectVersion[] {
  return [...versions].sort((a, b) => b.modifiedAt - a.modifiedAt || Number(b.isLatest) - Number(a.isLatest));
}
