import type { S3Client } from "@aws-sdk/client-s3";
import { driverBucketPolicy, OLD_VERSIONS, type OldVersionsRule } from "../../../model/account/driverBuckets";
import type { Reader } from "../../../model/account/foundation";
import { DeployError } from "../../../model/errors";
import { hasNoCode } from "../errorKinds/sdkError";
import { calling, isDenied, isAlreadyExists, isNotFound } from "../errors";
import { retryUntilConsistent } from "../eventualConsistency";
import { clientConfig, type AwsTarget } from "../target";

/** One client for each target: its connections stay open between calls. */
const clients = new WeakMap<AwsTarget, S3Client>();

/** An S3 client; with path-style URLs for the emulator, which has one host for all buckets. */
export async function s3Client(target: AwsTarget): Promise<S3Client> {
  const { S3Client } = await import("./s3Sdk");
  const known = clients.get(target);
  if (known !== undefined) return known;
  const client = new S3Client({ ...clientConfig(target), forcePathStyle: target.kind === "rehearsal" });
  clients.set(target, client);
  return client;
}

/** @throws DeployError AWS; PREFLIGHT where the bucket belongs to another account */
export async function bucketExists(target: AwsTarget, name: string): Promise<boolean> {
  const { HeadBucketCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  return calling(target, `checking the bucket ${name}`, async () => {
    try {
      await client.send(new HeadBucketCommand({ Bucket: name, ExpectedBucketOwner: target.account }));
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      if (hasNoCode(error)) return existsByListing(client, target, name);
      throw error;
    }
  });
}

/**
 * A response to HEAD has no body, so 403 may be a missing permission, another account's bucket or an unknown access key, and
 * 400 an expired token. ListObjectsV2 needs the same permission, and its response has the code.
 */
async function existsByListing(client: S3Client, { account }: AwsTarget, name: string): Promise<boolean> {
  const { ListObjectsV2Command } = await import("./s3Sdk");
  const list = (owner: { readonly ExpectedBucketOwner?: string }): Promise<unknown> =>
    client.send(new ListObjectsV2Command({ Bucket: name, MaxKeys: 1, ...owner }));
  try {
    await list({ ExpectedBucketOwner: account });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    if (!isDenied(error)) throw error;
    const isAccessible = await list({}).then(
      () => true,
      () => false,
    );
    throw isAccessible ? foreignBucket(name, account, error) : deniedBucket(name, account, error);
  }
}

function foreignBucket(name: string, account: string, cause: unknown): DeployError {
  return new DeployError(
    "PREFLIGHT",
    `The bucket ${name} does not belong to account ${account}. Nothing was written.`,
    "Find out who created it: bucket names are unique in all of AWS, and this one is derived from the account and the region.",
    { cause },
  );
}

function deniedBucket(name: string, account: string, cause: unknown): DeployError {
  return new DeployError(
    "PREFLIGHT",
    `AWS denied access to the bucket ${name}: the role lacks s3:ListBucket on it, or it does not belong to account ${account}.`,
    `Allow s3:ListBucket on arn:aws:s3:::${name}, in the role's policy and in the bucket's. Then run the same command again.`,
    { cause },
  );
}

/** Whether objects of a bucket can be locked. */
export async function hasObjectLock(target: AwsTarget, Bucket: string): Promise<boolean> {
  const { GetObjectLockConfigurationCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  return calling(target, `reading the lock of the bucket ${Bucket}`, async () => {
    try {
      const { ObjectLockConfiguration } = await client.send(new GetObjectLockConfigurationCommand({ Bucket }));
      return ObjectLockConfiguration?.ObjectLockEnabled === "Enabled";
    } catch (error) {
      if ((error as Error).name === "ObjectLockConfigurationNotFoundError" || isNotFound(error)) return false;
      throw error;
    }
  });
}

/**
 * Whether an object does not exist. Without permission to list the whole bucket, S3 returns 403 for a missing object: a
 * listing with the object's key as prefix shows which.
 */
export async function isObjectMissing(client: S3Client, Bucket: string, Key: string, error: unknown): Promise<boolean> {
  if ((error as Error).name === "NoSuchKey" || (error as Error).name === "NotFound") return true;
  if (!isDenied(error)) return false;
  const { ListObjectsV2Command } = await import("./s3Sdk");
  try {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: Key, MaxKeys: 1 }));
    return Contents[0]?.Key !== Key;
  } catch {
    return false;
  }
}

/**
 * Creates a bucket that is private, encrypted, versioned and rejects plain HTTP. Every setting is written each time, so a
 * repetition completes a run that was interrupted.
 * @param readers roles of other accounts
 * @param oldVersions default: those of the state and deployments buckets
 * @returns whether the bucket was created
 */
export async function ensureBucket(
  target: AwsTarget,
  name: string,
  readers: readonly Reader[] = [],
  oldVersions: readonly OldVersionsRule[] = OLD_VERSIONS,
): Promise<boolean> {
  const created = !(await bucketExists(target, name));
  const client = await s3Client(target);
  await calling(target, `setting up the bucket ${name}`, async () => {
    if (created) await createBucket(client, target, name);
    // S3 is eventually consistent for new buckets.
    const policy = driverBucketPolicy(name, readers, { isRehearsal: target.kind === "rehearsal" });
    await retryUntilConsistent(() => secureBucket(client, name, policy, oldVersions));
  });
  return created;
}

async function createBucket(client: S3Client, target: AwsTarget, name: string): Promise<void> {
  const { CreateBucketCommand } = await import("./s3Sdk");
  // S3 rejects us-east-1 as a location constraint.
  const location =
    target.region === "us-east-1"
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: target.region as "us-west-2" } };
  try {
    await client.send(new CreateBucketCommand({ Bucket: name, ...location }));
  } catch (error) {
    // Another bootstrap of the same account was faster.
    if (!isAlreadyExists(error)) throw error;
  }
}

async function secureBucket(
  client: S3Client,
  name: string,
  policy: object,
  oldVersions: readonly OldVersionsRule[],
): Promise<void> {
  const s3 = await import("./s3Sdk");
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
        Rules: oldVersions.map(({ id, prefix, noncurrentDays, abortUploadsAfterDays, expiresDeleteMarkers }) => ({
          ID: id,
          Status: "Enabled",
          Filter: { Prefix: prefix },
          NoncurrentVersionExpiration: { NoncurrentDays: noncurrentDays },
          ...(abortUploadsAfterDays === undefined
            ? {}
            : { AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortUploadsAfterDays } }),
          ...(expiresDeleteMarkers === true ? { Expiration: { ExpiredObjectDeleteMarker: true } } : {}),
        })),
      },
    }),
  );
  await client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }));
}
