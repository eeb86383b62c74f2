import type { Replication } from "../../../model/account/backups";
import { calling } from "../errors";
import type { AwsTarget } from "../target";
import { s3Client } from "./bucket";

/** Sets the replication of a bucket, as the component `bucketReplicationConfig` does. */
export async function replicateBucket(target: AwsTarget, Bucket: string, { role, rules }: Replication): Promise<void> {
  const { PutBucketReplicationCommand } = await import("@aws-sdk/client-s3");
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
