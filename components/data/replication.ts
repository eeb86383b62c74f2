import * as s3 from "@pulumi/aws/s3";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import type { Replication } from "../../model/account/backups";

/**
 * Replication of a bucket, whose versions must be on. Markers of deleted objects are replicated too, so that a replica has the
 * objects of its bucket; their versions stay in the replica for the retention of backups. Deletions of versions are never
 * replicated.
 */
export function bucketReplicationConfig(
  name: string,
  bucket: Input<string>,
  { role, rules }: Replication,
  options: CustomResourceOptions,
): s3.BucketReplicationConfig {
  return new s3.BucketReplicationConfig(
    name,
    {
      bucket,
      role,
      rules: rules.map(({ id, priority, prefix, destination }) => ({
        id,
        priority,
        status: "Enabled",
        filter: { prefix },
        deleteMarkerReplication: { status: "Enabled" },
        destination: { bucket: `arn:aws:s3:::${destination}` },
      })),
    },
    options,
  );
}
