import * as s3 from "@pulumi/aws/s3";
import type { CustomResource, Resource } from "@pulumi/pulumi";
import { bucketReplication } from "../../model/account/backups";
import type { Bucket } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { AnyStage } from "../../model/stage/stage";
import { arnOf } from "../../model/arns";
import { bucketReplicationConfig } from "./replication";

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
  const versions = new s3.BucketVersioning(
    `bucket-${name}-versions`,
    { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
    { parent },
  );
  return [
    bucket,
    block,
    versions,
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
    ...replication(stage, bucket, versions, name, parent),
  ];
}

/** To the replica in the region of the recovery stage, which bootstrap creates. */
function replication(
  stage: AnyStage,
  bucket: s3.Bucket,
  versions: s3.BucketVersioning,
  name: string,
  parent: Resource,
): readonly CustomResource[] {
  if (stage.recoveryStage === undefined) return [];
  const { role, rules } = bucketReplication(stage, name, stage.recoveryStage.region);
  // S3 refuses rules for a bucket without versions.
  const options = { parent, dependsOn: [versions] };
  return [bucketReplicationConfig(`bucket-${name}-replication`, bucket.bucket, { role, rules }, options)];
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
