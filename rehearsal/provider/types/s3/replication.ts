import type { ReplicationRule } from "@aws-sdk/client-s3";
import { block, blocks, number, type Shape, text } from "../../schema/schema";

const status = block({ status: text({ required: true }) });

/** A rule of replication, as the AWS provider has it; the parts that our components use. */
const replicationRule = {
  id: text(),
  priority: number(),
  status: text({ required: true }),
  filter: block({ prefix: text() }),
  deleteMarkerReplication: status,
  destination: block({ bucket: text({ required: true }), storageClass: text() }, { required: true }),
};

export const replicationRules = blocks(replicationRule, { required: true });

export function toReplicationRule(given: Shape<typeof replicationRule>): ReplicationRule {
  const { id, priority, filter, deleteMarkerReplication, destination } = given;
  return {
    ID: id,
    Priority: priority,
    Status: given.status as "Enabled",
    ...(filter === undefined ? { Prefix: "" } : { Filter: { Prefix: filter.prefix ?? "" } }),
    ...(deleteMarkerReplication === undefined
      ? {}
      : { DeleteMarkerReplication: { Status: deleteMarkerReplication.status as "Enabled" } }),
    Destination: {
      Bucket: destination.bucket,
      StorageClass: destination.storageClass as "STANDARD",
    },
  };
}

export function fromReplicationRule(found: ReplicationRule) {
  return {
    id: found.ID,
    priority: found.Priority,
    status: found.Status,
    filter: found.Filter === undefined ? undefined : { prefix: found.Filter.Prefix ?? "" },
    deleteMarkerReplication:
      found.DeleteMarkerReplication === undefined ? undefined : { status: found.DeleteMarkerReplication.Status },
    destination: { bucket: found.Destination?.Bucket, storageClass: found.Destination?.StorageClass },
  };
}
