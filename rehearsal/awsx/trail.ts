import * as cloudtrail from "@pulumi/aws/cloudtrail";
import * as s3 from "@pulumi/aws/s3";
import { ComponentResource, output, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";

/** Inputs of `awsx:cloudtrail:Trail`, as far as the offline provider has them. */
export interface TrailInputs {
  readonly s3Bucket?: { readonly args?: s3.BucketArgs; readonly existing?: { readonly arn?: Input<string> } };
  readonly [setting: string]: unknown;
}

/**
 * What `awsx.cloudtrail.Trail` of @pulumi/awsx 3.9.0 creates: a bucket unless an existing one is named, the policy that lets
 * CloudTrail write to it, and the trail, all with the component's name. Not supported: a log group, and an existing bucket
 * by its name, for which awsx itself builds an invalid ARN.
 */
export class Trail extends ComponentResource {
  readonly bucket: s3.Bucket | undefined;
  readonly trail: cloudtrail.Trail;

  constructor(name: string, inputs: TrailInputs, options: ComponentResourceOptions) {
    super("awsx:cloudtrail:Trail", name, {}, options);
    const { s3Bucket, cloudWatchLogsGroup, ...settings } = inputs;
    if (cloudWatchLogsGroup !== undefined)
      throw new Error("The offline awsx provider supports no cloudWatchLogsGroup.");
    this.bucket =
      s3Bucket?.existing === undefined
        ? new s3.Bucket(name, { forceDestroy: true, ...s3Bucket?.args }, { parent: this })
        : undefined;
    const { arn, bucketName } = bucketOf(this.bucket, s3Bucket?.existing?.arn);
    const policy = new s3.BucketPolicy(
      name,
      { bucket: bucketName, policy: arn.apply(cloudTrailPolicy) },
      { parent: this, dependsOn: this.bucket === undefined ? [] : [this.bucket] },
    );
    this.trail = new cloudtrail.Trail(
      name,
      { ...settings, s3BucketName: bucketName },
      { parent: this, dependsOn: [policy] },
    );
    this.registerOutputs({});
  }
}

function bucketOf(
  bucket: s3.Bucket | undefined,
  existingArn: Input<string> | undefined,
): { readonly arn: Output<string>; readonly bucketName: Output<string> } {
  if (bucket !== undefined) return { arn: bucket.arn, bucketName: bucket.bucket };
  if (existingArn === undefined) throw new Error("s3Bucket.existing needs an arn.");
  const arn = output(existingArn);
  return { arn, bucketName: arn.apply((text) => text.split(":").at(-1) ?? "") };
}

function cloudTrailPolicy(bucketArn: string): string {
  const principal = { Service: "cloudtrail.amazonaws.com" };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AWSCloudTrailAclCheck",
        Effect: "Allow",
        Principal: principal,
        Action: ["s3:GetBucketAcl"],
        Resource: [bucketArn],
      },
      {
        Sid: "AWSCloudTrailWrite",
        Effect: "Allow",
        Principal: principal,
        Action: ["s3:PutObject"],
        Resource: [`${bucketArn}/*`],
        Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } },
      },
    ],
  });
}
