// Registers the class of `trail.trail`, which the SDK otherwise leaves without properties.
import "@pulumi/aws/cloudtrail";
import * as s3 from "@pulumi/aws/s3";
import { Trail } from "@pulumi/awsx/cloudtrail";
import { DRIVER_NAMES } from "../../model/names";
import { inSequence, NO_PUBLIC_ACCESS } from "./driverBucket";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Output,
} from "@pulumi/pulumi";

export interface AuditTrailArgs {
  /** AWS account id: a part of the bucket's name. */
  readonly account: string;
  /** Home region of the trail; it records the events of all regions. */
  readonly region: string;
  /** Days for which recorded events cannot be deleted; then they expire. @default 365 */
  readonly retentionDays?: number;
  /** Whether Pulumi refuses to delete the bucket, and a deletion of the stack leaves it. @default true */
  readonly protect?: boolean;
}

/** Records the management events of an AWS account, of all regions, in a bucket of its own. */
export class AuditTrail extends ComponentResource {
  /** Name of the bucket with the recorded events, below `AWSLogs/<account>/CloudTrail/`. */
  readonly bucketName: Output<string>;
  /** ARN of the trail. */
  readonly trailArn: Output<string>;

  constructor(name: string, args: AuditTrailArgs, options: ComponentResourceOptions = {}) {
    super("listbackup:account:AuditTrail", name, {}, options);
    const { account, region, retentionDays = 365, protect = true } = args;
    const bucket = new s3.Bucket(
      `${name}-bucket`,
      { bucket: DRIVER_NAMES.auditBucket({ account, region }), objectLockEnabled: true },
      { parent: this, protect, retainOnDelete: protect },
    );
    const settings = bucketSettings(name, bucket, retentionDays, { parent: this, retainOnDelete: protect });
    const trail = new Trail(
      name,
      {
        name: DRIVER_NAMES.auditTrail,
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        enableLogging: true,
        enableLogFileValidation: true,
        // By ARN: awsx 3.9.0 builds an invalid one from a bucket's name.
        s3Bucket: { existing: { arn: bucket.arn } },
      },
      { parent: this, dependsOn: [...settings] },
    );
    this.bucketName = bucket.bucket;
    this.trailArn = trail.trail.arn;
    this.registerOutputs({ bucketName: this.bucketName, trailArn: this.trailArn });
  }
}

/**
 * The bucket's policy belongs to awsx, which writes what CloudTrail needs: a second policy would overwrite it. So Object
 * Lock keeps the events, and not a policy that denies deletion. In governance mode the break-glass role can still delete
 * them, with s3:BypassGovernanceRetention; in compliance mode the account's owner could not, and would pay for the storage.
 */
function bucketSettings(name: string, bucket: s3.Bucket, retentionDays: number, options: CustomResourceOptions) {
  const inBucket = { bucket: bucket.bucket };
  return inSequence(options, [
    (options) => new s3.BucketPublicAccessBlock(`${name}-bucket-access`, { ...inBucket, ...NO_PUBLIC_ACCESS }, options),
    (options) =>
      new s3.BucketServerSideEncryptionConfiguration(
        `${name}-bucket-encryption`,
        { ...inBucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
        options,
      ),
    (options) =>
      new s3.BucketObjectLockConfiguration(
        `${name}-bucket-lock`,
        { ...inBucket, rule: { defaultRetention: { mode: "GOVERNANCE", days: retentionDays } } },
        options,
      ),
    (options) =>
      new s3.BucketLifecycleConfiguration(
        `${name}-bucket-lifecycle`,
        {
          ...inBucket,
          rules: [
            {
              id: "expire",
              status: "Enabled",
              filter: { prefix: "" },
              expiration: { days: retentionDays },
              // A locked bucket is versioned. S3 keeps versions that are still locked.
              noncurrentVersionExpiration: { noncurrentDays: 1 },
            },
          ],
        },
        options,
      ),
  ]);
}
