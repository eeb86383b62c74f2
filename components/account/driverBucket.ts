import * as s3 from "@pulumi/aws/s3";
import type { CustomResource, CustomResourceOptions, Resource } from "@pulumi/pulumi";
import { driverBucketPolicy, OLD_VERSIONS } from "../../model/account/driverBuckets";
import type { Reader } from "../../model/account/foundation";

export interface DriverBucketArgs {
  /** Physical name. */
  readonly bucket: string;
  readonly readers: readonly Reader[];
  readonly isRehearsal: boolean;
}

/**
 * A bucket of the driver with its settings: private, encrypted, versioned, HTTPS only. Its content is needed without the
 * stack too, so a deletion of the stack leaves the bucket and its settings.
 */
export function driverBucket(
  name: string,
  { bucket: physicalName, readers, isRehearsal }: DriverBucketArgs,
  parent: Resource,
): s3.Bucket {
  const retained = { parent, retainOnDelete: true };
  const bucket = new s3.Bucket(name, { bucket: physicalName }, { ...retained, protect: true });
  const inBucket = { bucket: bucket.bucket };
  inSequence(retained, [
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
      new s3.BucketLifecycleConfiguration(`${name}-lifecycle`, { ...inBucket, rules: lifecycleRules() }, options),
    (options) =>
      new s3.BucketPolicy(
        `${name}-policy`,
        { ...inBucket, policy: JSON.stringify(driverBucketPolicy(physicalName, readers, { isRehearsal })) },
        options,
      ),
  ]);
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

function lifecycleRules() {
  return OLD_VERSIONS.map(({ id, prefix, noncurrentDays, abortUploadsAfterDays }) => ({
    id,
    status: "Enabled",
    filter: { prefix },
    noncurrentVersionExpiration: { noncurrentDays },
    ...(abortUploadsAfterDays === undefined
      ? {}
      : { abortIncompleteMultipartUpload: { daysAfterInitiation: abortUploadsAfterDays } }),
  }));
}
