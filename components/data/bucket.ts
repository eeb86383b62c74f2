import * as s3 from "@pulumi/aws/s3";
import type { CustomResource, Resource } from "@pulumi/pulumi";
import type { Bucket } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { AnyStage } from "../../model/stage/stage";
import { arnOf } from "../../model/arns";

/** A bucket of the catalog: private, encrypted, versioned, HTTPS only. The bucket is the first of the resources. */
export function privateBucket(
  stage: AnyStage,
  name: string,
  spec: Bucket,
  parent: Resource,
): readonly CustomResource[] {
  const bucket = new s3.Bucket(
    `bucket-${name}`,
    { bucket: NAMES.bucket.of(stage, name), forceDestroy: stage.data.emptyBucketsOnDestroy },
    { parent, protect: stage.data.protect },
  );
  const block = new s3.BucketPublicAccessBlock(
    `bucket-${name}-private`,
    {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    { parent },
  );
  return [
    bucket,
    block,
    new s3.BucketVersioning(
      `bucket-${name}-versions`,
      { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
      { parent },
    ),
    new s3.BucketServerSideEncryptionConfiguration(
      `bucket-${name}-encryption`,
      { bucket: bucket.bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      { parent },
    ),
    // After the block: AWS refuses a policy while it is being set.
    new s3.BucketPolicy(
      `bucket-${name}-policy`,
      { bucket: bucket.bucket, policy: tlsOnly(arnOf.bucket(stage, name)) },
      { parent, dependsOn: [block] },
    ),
    ...lifecycle(bucket, name, spec, parent),
  ];
}

function lifecycle(
  bucket: s3.Bucket,
  name: string,
  { lifecycle }: Bucket,
  parent: Resource,
): readonly CustomResource[] {
  if (lifecycle === undefined) return [];
  const { transitions, noncurrentTransitions, noncurrentExpirationDays } = lifecycle;
  return [
    new s3.BucketLifecycleConfiguration(
      `bucket-${name}-lifecycle`,
      {
        bucket: bucket.bucket,
        rules: [
          {
            id: "age",
            status: "Enabled",
            filter: { prefix: "" },
            transitions: transitions.map(({ afterDays, to }) => ({ days: afterDays, storageClass: to })),
            noncurrentVersionTransitions: noncurrentTransitions.map(({ afterDays, to }) => ({
              noncurrentDays: afterDays,
              storageClass: to,
            })),
            ...(noncurrentExpirationDays === undefined
              ? {}
              : { noncurrentVersionExpiration: { noncurrentDays: noncurrentExpirationDays } }),
          },
        ],
      },
      { parent },
    ),
  ];
}

function tlsOnly(arn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
