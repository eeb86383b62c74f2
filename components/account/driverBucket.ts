import * as s3 from "@pulumi/aws/s3";
import type { CustomResource, CustomResourceOptions, Resource } from "@pulumi/pulumi";
import type { Replication } from "../../model/account/backups";
import { driverBucketPolicy, OLD_VERSIONS, type OldVersionsRule } from "../../model/account/driverBuckets";
import type { Reader } from "../../model/account/foundation";
import { bucketReplicationConfig } from "../data/replication";

export interface DriverBucketArgs {
  /** Physical name. */
  readonly bucket: string;
  readonly readers: readonly Reader[];
  readonly isRehearsal: boolean;
  /** @default those of the state and deployments buckets */
  readonly oldVersions?: readonly OldVersionsRule[];
  /** Whether Pulumi refuses to remove the bucket from the stack. @default true */
  readonly protect?: boolean;
  /** @default null: none */
  readonly replication?: Replication | null;
  /** What must exist before the replication: its role. @default nothing */
  readonly replicationNeeds?: readonly Resource[];
}

/**
 * A bucket of the driver with its settings: private, encrypted, versioned, HTTPS only. Its content is needed without the
 * stack too, so a deletion of the stack leaves the bucket and its settings.
 */
export function driverBucket(name: string, args: DriverBucketArgs, parent: Resource): s3.Bucket {
  const { bucket: physicalName, readers, isRehearsal, oldVersions = OLD_VERSIONS, protect = true } = args;
  const { replication = null, replicationNeeds = [] } = args;
  const retained = { parent, retainOnDelete: true };
  const bucket = new s3.Bucket(name, { bucket: physicalName }, { ...retained, protect });
  const inBucket = { bucket: bucket.bucket };
  const settings = inSequence(retained, [
    (options) => new s3.BucketPublicAccessBlock(`${name}-access`, { ...inBucket, ...NO_PUBLIC_ACCESS }, options),
    (options) =>
      new s3.BucketVersioning(
        `${name}-versioning`,
        { ...inBucket, versioningConfiguration: { status: "Enabled" } },
        options,
      ),
    (options) =>
      new s3.BucketServerSideEncryptionConfiguration(
        `${name}-encryption`,
        { ...inBucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
        options,
      ),
    (options) =>
      new s3.BucketLifecycleConfiguration(
        `${name}-lifecycle`,
        { ...inBucket, rules: lifecycleRules(oldVersions) },
        options,
      ),
    (options) =>
      new s3.BucketPolicy(
        `${name}-policy`,
        { ...inBucket, policy: JSON.stringify(driverBucketPolicy(physicalName, readers, { isRehearsal })) },
        options,
      ),
  ]);
  if (replication === null) return bucket;
  const options = { ...retained, dependsOn: [...settings.slice(-1), ...replicationNeeds] };
  bucketReplicationConfig(`${name}-replication`, bucket.bucket, replication, options);
  return bucket;
}

export const NO_PUBLIC_ACCESS = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
} as const;

/** S3 refuses two changes of one bucket at a time (OperationAborted), so each setting waits for the one before. */
export function inSequence(
  options: CustomResourceOptions,
  settings: readonly ((options: CustomResourceOptions) => CustomResource)[],
): readonly CustomResource[] {
  return settings.reduce<readonly CustomResource[]>(
    (before, create) => [...before, create({ ...options, dependsOn: before.slice(-1) })],
    [],
  );
}

function lifecycleRules(rules: readonly OldVersionsRule[]) {
  return rules.map(({ id, prefix, noncurrentDays, abortUploadsAfterDays, expiresDeleteMarkers }) => ({
    id,
    status: "Enabled",
    filter: { prefix },
    noncurrentVersionExpiration: { noncurrentDays },
    ...(abortUploadsAfterDays === undefined
      ? {}
      : { abortIncompleteMultipartUpload: { daysAfterInitiation: abortUploadsAfterDays } }),
    ...(expiresDeleteMarkers === true ? { expiration: { expiredObjectDeleteMarker: true } } : {}),
  }));
}
