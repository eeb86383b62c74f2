import type { Aws } from "../../../../rehearsal/provider/aws/aws";
import type { Example } from "./example";

/** A bucket of its own for each setting. */
const bucketFor =
  (name: string) =>
  async ({ s3, region }: Aws) => {
    const bucket = `example-setting-${name}`;
    await s3.createBucket({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: region as "us-west-2" } });
    return { bucket };
  };

const policy = (bucket: string, effect: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Transport",
        Effect: effect,
        Principal: "*",
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::${bucket}/*`,
      },
    ],
  });

const REPLICATION_ROLE = "arn:aws:iam::100000000001:role/example-replication";
const replicatedTo = (replica: string, status: string) => ({
  id: "replica",
  priority: 1,
  status,
  filter: { prefix: "" },
  deleteMarkerReplication: { status: "Enabled" },
  destination: { bucket: `arn:aws:s3:::${replica}` },
});

export const bucketExamples: readonly Example[] = [
  {
    token: "aws:s3/bucketVersioning:BucketVersioning",
    needs: bucketFor("versioning"),
    inputs: ({ bucket = "" }) => ({ bucket, versioningConfiguration: { status: "Enabled" } }),
    update: ({ bucket = "" }) => ({ bucket, versioningConfiguration: { status: "Suspended" } }),
    replace: { bucket: "another" },
    drift: {
      change: ({ s3 }, id) => s3.putBucketVersioning({ Bucket: id, VersioningConfiguration: { Status: "Enabled" } }),
      shows: ["versioningConfiguration"],
    },
    stays: true,
  },
  {
    token: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    needs: bucketFor("encryption"),
    inputs: ({ bucket = "" }) => ({
      bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    }),
    update: ({ bucket = "" }) => ({
      bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true }],
    }),
    replace: { bucket: "another" },
    stays: true,
  },
  {
    token: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    needs: bucketFor("access"),
    inputs: ({ bucket = "" }) => ({
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
    update: ({ bucket = "" }) => ({ bucket, blockPublicAcls: true, ignorePublicAcls: true }),
    replace: { bucket: "another" },
    drift: {
      change: ({ s3 }, id) =>
        s3.putPublicAccessBlock({ Bucket: id, PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }),
      shows: ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls"],
    },
  },
  {
    token: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    needs: bucketFor("lifecycle"),
    inputs: ({ bucket = "" }) => ({
      bucket,
      rules: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: {},
          noncurrentVersionExpiration: { noncurrentDays: 30 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
        { id: "exports", status: "Enabled", filter: { prefix: "exports/" }, expiration: { days: 90 } },
      ],
    }),
    update: ({ bucket = "" }) => ({
      bucket,
      rules: [
        {
          id: "archive",
          status: "Enabled",
          filter: { prefix: "archive/" },
          transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
        },
      ],
    }),
    replace: { bucket: "another" },
  },
  {
    token: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    needs: async (aws) => {
      const { s3 } = aws;
      const [{ bucket }, { bucket: replica }] = [await bucketFor("replicated")(aws), await bucketFor("replica")(aws)];
      for (const Bucket of [bucket, replica])
        await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
      return { bucket, replica };
    },
    inputs: ({ bucket = "", replica = "" }) => ({
      bucket,
      role: REPLICATION_ROLE,
      rules: [replicatedTo(replica, "Enabled")],
    }),
    update: ({ bucket = "", replica = "" }) => ({
      bucket,
      role: REPLICATION_ROLE,
      rules: [replicatedTo(replica, "Disabled")],
    }),
    replace: { bucket: "another" },
  },
  {
    token: "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    needs: bucketFor("cors"),
    inputs: ({ bucket = "" }) => ({
      bucket,
      corsRules: [
        { allowedMethods: ["GET"], allowedOrigins: ["https://example.com"], allowedHeaders: ["*"], maxAgeSeconds: 60 },
      ],
    }),
    update: ({ bucket = "" }) => ({
      bucket,
      corsRules: [{ allowedMethods: ["GET", "PUT"], allowedOrigins: ["*"], exposeHeaders: ["ETag"] }],
    }),
    replace: { bucket: "another" },
  },
  {
    token: "aws:s3/bucketPolicy:BucketPolicy",
    needs: bucketFor("policy"),
    inputs: ({ bucket = "" }) => ({ bucket, policy: policy(bucket, "Allow") }),
    update: ({ bucket = "" }) => ({ bucket, policy: policy(bucket, "Deny") }),
    replace: { bucket: "another" },
  },
  {
    token: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    needs: bucketFor("ownership"),
    inputs: ({ bucket = "" }) => ({ bucket, rule: { objectOwnership: "BucketOwnerEnforced" } }),
    update: ({ bucket = "" }) => ({ bucket, rule: { objectOwnership: "BucketOwnerPreferred" } }),
    replace: { bucket: "another" },
  },
  {
    token: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    needs: async ({ s3, region }) => {
      await s3.createBucket({
        Bucket: "example-setting-lock",
        CreateBucketConfiguration: { LocationConstraint: region as "us-west-2" },
        ObjectLockEnabledForBucket: true,
      });
      return {};
    },
    inputs: () => ({
      bucket: "example-setting-lock",
      rule: { defaultRetention: { mode: "GOVERNANCE", days: 90 } },
    }),
    update: () => ({
      bucket: "example-setting-lock",
      rule: { defaultRetention: { mode: "GOVERNANCE", days: 365 } },
    }),
    replace: { bucket: "another" },
    drift: {
      change: ({ s3 }, Bucket) =>
        s3.putObjectLockConfiguration({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: "Enabled" } }),
      shows: ["rule"],
    },
    stays: true,
  },
  {
    token: "aws:cloudtrail/trail:Trail",
    needs: async ({ s3 }) => {
      await s3.createBucket({
        Bucket: "example-trail-events",
        CreateBucketConfiguration: { LocationConstraint: "us-west-2" },
      });
      return {};
    },
    inputs: () => ({
      name: "example-trail",
      s3BucketName: "example-trail-events",
      isMultiRegionTrail: true,
      enableLogFileValidation: true,
      tags: { part: "trail" },
    }),
    update: () => ({ name: "example-trail", s3BucketName: "example-trail-events", enableLogging: false }),
    replace: { name: "example-other-trail" },
    drift: {
      change: ({ cloudtrail }, id) => cloudtrail.startLogging({ Name: id }),
      shows: ["enableLogging"],
    },
  },
];
