import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { s3Client } from "../../aws/buckets/bucket";
import { calling, isNotFound } from "../../aws/errors";
import type { AwsTarget } from "../../aws/target";

/**
 * The text of a stack's state.
 * @param url `file://FOLDER` or `s3://BUCKET?…`
 * @returns null where there is no state yet
 */
export async function checkpointText(
  url: string,
  target: AwsTarget,
  project: string,
  stack: string,
): Promise<string | null> {
  const path = pathOf(project, stack);
  return url.startsWith("file://") ? fileText(join(url.slice(7), path)) : objectText(url, target, path);
}

/**
 * The version of a stack's state: a digest of the file, or S3's own of the object.
 * @returns null where there is no state yet
 */
export async function checkpointVersion(
  url: string,
  target: AwsTarget,
  project: string,
  stack: string,
): Promise<string | null> {
  const path = pathOf(project, stack);
  if (!url.startsWith("file://")) return objectVersion(url, target, path);
  const bytes = await fileBytes(join(url.slice(7), path));
  return bytes === null ? null : createHash("sha256").update(bytes).digest("hex");
}

function pathOf(project: string, stack: string): string {
  return `.pulumi/stacks/${project}/${stack}.json`;
}

/** The version's id changes with every write, even of the same bytes. */
async function objectVersion(url: string, target: AwsTarget, Key: string): Promise<string | null> {
  const { HeadObjectCommand } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(target);
  const Bucket = new URL(url).hostname;
  return calling(target, `reading the version of the state in ${Bucket}`, async () => {
    try {
      const request = new HeadObjectCommand({ Bucket, Key, ExpectedBucketOwner: target.account });
      const { ETag = "", VersionId = "" } = await client.send(request);
      return `${ETag} ${VersionId}`;
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  });
}

async function fileText(file: string): Promise<string | null> {
  return (await fileBytes(file))?.toString("utf8") ?? null;
}

async function fileBytes(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function objectText(url: string, target: AwsTarget, Key: string): Promise<string | null> {
  const { GetObjectCommand, NoSuchKey } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(target);
  const Bucket = new URL(url).hostname;
  return calling(target, `reading the state in ${Bucket}`, async () => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ExpectedBucketOwner: target.account }));
      return (await Body?.transformToString()) ?? null;
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw error;
    }
  });
}
