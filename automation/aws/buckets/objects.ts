import type { ListObjectsV2CommandInput } from "@aws-sdk/client-s3";
import { calling, isNotFound } from "../errors";
import type { AwsTarget } from "../target";
import { s3Client } from "./bucket";

/** An object of a bucket. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** Unix ms */
  readonly modifiedAt: number;
  /** Another one after every change of its content. */
  readonly etag: string;
}

/** Limit of DeleteObjects. */
const BATCH = 1_000;

/** Which objects to list, and how. */
export interface ObjectListing extends Pick<
  ListObjectsV2CommandInput,
  "Bucket" | "Prefix" | "StartAfter" | "ExpectedBucketOwner"
> {
  /** Continues "while", in errors. @default "listing BUCKET" */
  readonly doing?: string;
  /** A bucket that does not exist has no objects. @default it is an error */
  readonly missing?: "empty";
}

/** Objects of a bucket in the order of their keys (UTF-8 bytes), by pages of at most a thousand. @throws DeployError AWS */
export async function* objectPages(
  target: AwsTarget,
  { doing, missing, ...request }: ObjectListing,
): AsyncGenerator<readonly StoredObject[]> {
  const { paginateListObjectsV2 } = await import("./s3Sdk");
  const client = await s3Client(target);
  const pages = paginateListObjectsV2({ client }, request)[Symbol.asyncIterator]();
  for (;;) {
    const next = await calling(target, doing ?? `listing ${request.Bucket ?? ""}`, async () => {
      try {
        return await pages.next();
      } catch (error) {
        if (missing === "empty" && isNotFound(error)) return null;
        throw error;
      }
    });
    if (next === null || next.done === true) return;
    yield (next.value.Contents ?? []).flatMap(({ Key, Size = 0, LastModified, ETag = "" }) =>
      Key === undefined ? [] : [{ key: Key, bytes: Size, modifiedAt: LastModified?.getTime() ?? 0, etag: ETag }],
    );
  }
}

/** Objects of a bucket of the target's account with a prefix. */
export async function listObjects(target: AwsTarget, Bucket: string, Prefix: string): Promise<readonly StoredObject[]> {
  const doing = `listing ${Prefix} in ${Bucket}`;
  return allObjects(target, { Bucket, Prefix, ExpectedBucketOwner: target.account, doing });
}

/** Objects that a listing names. */
export async function allObjects(target: AwsTarget, listing: ObjectListing): Promise<readonly StoredObject[]> {
  const found: StoredObject[] = [];
  for await (const page of objectPages(target, listing)) found.push(...page);
  return found;
}

/** Names of the objects with a prefix, without the prefix. */
export async function objectNames(
  target: AwsTarget,
  listing: ObjectListing & { readonly Prefix: string },
): Promise<readonly string[]> {
  return (await allObjects(target, listing)).map(({ key }) => key.slice(listing.Prefix.length));
}

/**
 * Deletes objects. The driver's buckets are versioned: a deleted object can be restored until its lifecycle rule removes the
 * old version.
 * @throws DeployError AWS with the first object that S3 did not delete
 */
export async function deleteObjects(target: AwsTarget, Bucket: string, keys: readonly string[]): Promise<void> {
  const { DeleteObjectsCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  for (let start = 0; start < keys.length; start += BATCH) {
    const Objects = keys.slice(start, start + BATCH).map((Key) => ({ Key }));
    await calling(target, `deleting ${String(Objects.length)} objects of ${Bucket}`, async () => {
      const { Errors: [first] = [] } = await client.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true }, ExpectedBucketOwner: target.account }),
      );
      // S3 answers 200 although it refused some.
      if (first !== undefined)
        throw Object.assign(new Error(`${first.Key ?? ""}: ${first.Message ?? ""}`), { name: first.Code });
    });
  }
}

/**
 * Text of an object.
 * @param doing continues "while", in errors
 * @returns null where the object or its bucket does not exist: preflight reports a missing bucket
 * @throws DeployError AWS
 */
export async function readText(
  target: AwsTarget,
  object: { readonly Bucket: string; readonly Key: string },
  doing: string,
): Promise<string | null> {
  const { GetObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  return calling(target, doing, async () => {
    try {
      const { Body } = await client.send(new GetObjectCommand(object));
      return (await Body?.transformToString()) ?? "";
    } catch (error) {
      if (["NoSuchKey", "NoSuchBucket"].includes((error as Error).name)) return null;
      throw error;
    }
  });
}
