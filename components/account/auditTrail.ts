// Registers the class of `trail.trail`, which the SDK otherwise leaves without properties.
import "@pulumi/aws/cloudtrail";
import * as s3 from "@pulumi/aws/s3";
import { Trail } from "@pulumi/awsx/cloudtrail";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";

export interface AuditTrailArgs {
  /** AWS account id: a part of the bucket's name. */
  readonly account: string;
  /** Home region of the trail; it records the events of all regions. */
  readonly region: string;
  /** Days after which recorded events are deleted. @default 365 */
  readonly retentionDays?: number;
  /** Whether Pulumi refuses to delete the bucket. @default true */
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
      { bucket: `listbackup-audit-${account}-${region}` },
      { parent: this, protect },
    );
    const settings = bucketSettings(name, bucket, retentionDays, this);
    const trail = new Trail(
      name,
      {
        name: "listbackup-audit",
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        enableLogging: true,
        enableLogFileValidation: true,
        // By ARN: awsx 3.9.0 builds an invalid one from a bucket's name.
        s3Bucket: { existing: { arn: bucket.arn } },
      },
      // Two changes of one bucket at a time are refused by S3.
      { parent: this, dependsOn: settings },
    );
    this.bucketName = bucket.bucket;
    this.trailArn = trail.trail.arn;
    this.registerOutputs({ bucketName: this.bucketName, trailArn: this.trailArn });
  }
}

function bucketSettings(name: string, bucket: s3.Bucket, retentionDays: number, parent: AuditTrail) {
  return [
    new s3.BucketPublicAccessBlock(
      `${name}-bucket-access`,
      {
        bucket: bucket.bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent },
    ),
    new s3.BucketServerSideEncryptionConfiguration(
      `${name}-bucket-encryption`,
      { bucket: bucket.bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      { parent },
    ),
    new s3.BucketLifecycleConfiguration(
      `${name}-bucket-lifecycle`,
      {
        bucket: bucket.bucket,
        rules: [{ id: "expire", status: "Enabled", filter: { prefix: "" }, expiration: { days: retentionDays } }],
      },
      { parent },
    ),
  ];
}
