import type { S3Client } from "@aws-sdk/client-s3";
import { calling, isNotFound } from "./errors";
import { clientConfig, type AwsTarget } from "./target";

/** An S3 client; path style, because the emulator has one host for all buckets. */
export async function s3Client(target: AwsTarget): Promise<S3Client> {
  const { S3Client } = await import("@aws-sdk/client-s3");
  return new S3Client({ ...clientConfig(target), forcePathStyle: target.kind === "rehearsal" });
}

export async function bucketExists(target: AwsTarget, name: string): Promise<boolean> {
  const { HeadBucketCommand } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  return calling(target, `looking for the bucket ${name}`, async () => {
    try {
      await client.send(new HeadBucketCommand({ Bucket: name, ExpectedBucketOwner: target.account }));
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  });
}

/**
 * Makes a bucket private, encrypted, versioned and closed to plain HTTP. Every setting is written again each time, so
 * that a crash half-way is mended by repeating.
 * @returns whether the bucket was created
 */
export async function ensureBucket(target: AwsTarget, name: string): Promise<boolean> {
  const created = !(await bucketExists(target, name));
  const client = await s3Client(target);
  await calling(target, `setting up the bucket ${name}`, async () => {
    if (created) await createBucket(client, target, name);
    await secureBucket(client, name);
  });
  return created;
}

async function createBucket(client: S3Client, target: AwsTarget, name: string): Promise<void> {
  const { CreateBucketCommand } = await import("@aws-sdk/client-s3");
  // us-east-1 is the one region that must not be named.
  const location =
    target.region === "us-east-1"
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: target.region as "us-west-2" } };
  await client.send(new CreateBucketCommand({ Bucket: name, ...location }));
}

async function secureBucket(client: S3Client, name: string): Promise<void> {
  const s3 = await import("@aws-sdk/client-s3");
  const Bucket = name;
  await client.send(
    new s3.PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  await client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  await client.send(
    new s3.PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
    }),
  );
  await client.send(
    new s3.PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: {
        Rules: [
          {
            ID: "old-versions",
            Status: "Enabled",
            Filter: { Prefix: "" },
            NoncurrentVersionExpiration: { NoncurrentDays: 90 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          },
        ],
      },
    }),
  );
  await client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(tlsOnly(name)) }));
}

function tlsOnly(name: string): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
}
