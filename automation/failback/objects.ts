import { NAMES } from "../../model/names";
import { s3Client } from "../aws/buckets/bucket";
import { objectPages } from "../aws/buckets/objects";
import { calling } from "../aws/errors";
import { inParallel } from "../aws/parallel";
import { copyVersion } from "../restore/copyVersion";
import type { FailbackTask } from "./failbackTask";

const PARALLEL_COPIES = 16;

/**
 * Copies the objects that were written to the recovery stage's buckets since its restore. Buckets have versions: what is overwritten at
 * home stays as an old one. Deletions are not copied.
 * @param since Unix ms: end of the restore
 * @returns the number of copied objects
 */
export async function copyNewObjects({ failover, theirs, signal }: FailbackTask, since: number): Promise<number> {
  const { source, recovery } = failover;
  let copied = 0;
  for (const { name } of theirs.buckets) {
    const [from, to] = [NAMES.bucket.of(recovery.stage, name), NAMES.bucket.of(source.stage, name)];
    await calling(source.target, `copying new objects of ${from}`, async () => {
      const [theirClient, client] = [await s3Client(recovery.target), await s3Client(source.target)];
      for await (const page of objectPages(recovery.target, { Bucket: from })) {
        const changed = page.filter(({ modifiedAt }) => modifiedAt > since);
        await inParallel(changed, PARALLEL_COPIES, async ({ key }) => {
          signal.throwIfAborted();
          await copyLatest(theirClient, client, { from, to, key });
          copied += 1;
        });
      }
    });
  }
  return copied;
}

async function copyLatest(
  theirClient: Awaited<ReturnType<typeof s3Client>>,
  client: Awaited<ReturnType<typeof s3Client>>,
  { from, to, key }: { readonly from: string; readonly to: string; readonly key: string },
): Promise<void> {
  const { HeadObjectCommand } = await import("../aws/buckets/s3Sdk");
  const head = await theirClient.send(new HeadObjectCommand({ Bucket: from, Key: key }));
  const version = {
    versionId: head.VersionId ?? "null",
    bytes: head.ContentLength ?? 0,
    isDeleted: false,
    isLatest: true,
    modifiedAt: head.LastModified?.getTime() ?? 0,
  };
  await copyVersion(client, { from, to, key, version });
}
