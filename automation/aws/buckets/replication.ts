import type { Replication } from "../../../model/account/backups";
import { calling } from "../errors";
import { inParallel } from "../parallel";
import type { AwsTarget } from "../target";
import { s3Client } from "./bucket";
import { copyObject, listObjects, pairObjects, type ListedObject } from "./objectPairs";

/** Sets the replication of a bucket, as the component `bucketReplicationConfig` does. */
export async function replicateBucket(target: AwsTarget, Bucket: string, { role, rules }: Replication): Promise<void> {
  const { PutBucketReplicationCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const Rules = rules.map(({ id, priority, prefix, destination }) => ({
    ID: id,
    Priority: priority,
    Status: "Enabled" as const,
    Filter: { Prefix: prefix },
    DeleteMarkerReplication: { Status: "Enabled" as const },
    Destination: { Bucket: `arn:aws:s3:::${destination}` },
  }));
  const request = { Bucket, ReplicationConfiguration: { Role: role, Rules } };
  await calling(target, `replicating the bucket ${Bucket}`, () =>
    client.send(new PutBucketReplicationCommand(request)),
  );
}

const PARALLEL_COPIES = 16;
const BATCH = 256;

/**
 * Copies the objects of a bucket that its rules' destinations do not have: those that are older than the rules. S3 replicates
 * what is written later. Repeating it copies nothing.
 * @param regionOf region of a destination
 * @returns objects that were copied
 */
export async function copyMissing(
  target: AwsTarget,
  bucket: string,
  { rules }: Replication,
  regionOf: (destination: string) => string,
): Promise<number> {
  let copied = 0;
  for (const { prefix, destination } of rules) {
    const there = { ...target, region: regionOf(destination) };
    let missing: ListedObject[] = [];
    const copy = async (): Promise<void> => {
      await inParallel(missing, PARALLEL_COPIES, async (object) => {
        if (await copyObject(there, bucket, destination, object)) copied += 1;
      });
      missing = [];
    };
    const pairs = pairObjects(listObjects(target, bucket, prefix), listObjects(there, destination, prefix));
    for await (const [own, replica] of pairs) {
      if (own !== null && replica === null) missing.push(own);
      if (missing.length >= BATCH) await copy();
    }
    await copy();
  }
  return copied;
}
