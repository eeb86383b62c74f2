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
 * @param readers of other accounts
 * @returns whether the bucket was created
 */
export async function ensureBucket(target: AwsTarget, name: string, readers: readonly Reader[] = []): Promise<boolean> {
  const created = !(await bucketExists(target, name));
  const client = await s3Client(target);
  await calling(target, `setting up the bucket ${name}`, async () => {
    if (created) await createBucket(client, target, name);
    await secureBucket(client, name, bucketPolicy(target, name, readers));
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

async function secureBucket(client: S3Client, name: string, policy: object): Promise<void> {
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
          {
            // Written every few seconds of a deployment.
            ID: "old-leases",
            Status: "Enabled",
            Filter: { Prefix: "leases/" },
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          },
        ],
      },
    }),
  );
  await client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }));
}

/** Who of another account may read what. */
export interface Reader {
  /** 12 digits */
  readonly account: string;
  /** ARN of the one identity there that may. */
  readonly principal: string;
  /** Beginnings of the keys: `releases/`. */
  readonly prefixes: readonly string[];
}

function bucketPolicy(target: AwsTarget, name: string, readers: readonly Reader[]): object {
  // The emulator speaks plain HTTP, and asks the policy only where another account reads.
  const isPlain = target.kind === "rehearsal" && readers.length > 0;
  return {
    Version: "2012-10-17",
    Statement: [...readers.flatMap((reader) => readingFromOutside(name, reader)), ...(isPlain ? [] : [tlsOnly(name)])],
  };
}

function tlsOnly(name: string): object {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/**
 * The account is the principal and its identity a condition: S3 refuses a policy that names a role which is not there
 * yet, and forgets one that was deleted and made anew.
 */
function readingFromOutside(name: string, { account, principal, prefixes }: Reader): readonly object[] {
  const who = {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${account}:root` },
  };
  const identity = { ArnEquals: { "aws:PrincipalArn": principal } };
  return [
    {
      ...who,
      Sid: `Read${account}`,
      Action: "s3:GetObject",
      Resource: prefixes.map((prefix) => `arn:aws:s3:::${name}/${prefix}*`),
      Condition: identity,
    },
    {
      ...who,
      Sid: `List${account}`,
      Action: "s3:ListBucket",
      Resource: `arn:aws:s3:::${name}`,
      Condition: { ...identity, StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) } },
    },
  ];
}
