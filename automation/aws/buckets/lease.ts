import { DRIVER_NAMES } from "../../../model/names";
import { leaseSchema, type Lease } from "../../../model/release/lease";
import type { Stage } from "../../../model/stage/stage";
import { s3Client } from "./bucket";
import { calling } from "../errors";
import type { AwsTarget } from "../target";

/** A lease as it lies in the bucket. */
export interface StoredLease {
  /** Null: what lies there is no lease of this program. */
  readonly lease: Lease | null;
  /** Of this very version: what is written on condition of it is lost when somebody else wrote meanwhile. */
  readonly etag: string;
}

/** What somebody else wrote, or took away, meanwhile. */
const REFUSED = ["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey", "NotFound"];

function placeOf(stage: Stage): { readonly Bucket: string; readonly Key: string } {
  return { Bucket: DRIVER_NAMES.stateBucket(stage), Key: `leases/${stage.name}.json` };
}

/** @returns null where nobody holds the stage */
export async function readLease(target: AwsTarget, stage: Stage): Promise<StoredLease | null> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  return calling(target, `reading the lease of ${stage.name}`, async () => {
    try {
      const { Body, ETag } = await client.send(new GetObjectCommand(placeOf(stage)));
      const text = (await Body?.transformToString()) ?? "";
      return { lease: parsed(text), etag: ETag ?? "" };
    } catch (error) {
      if (REFUSED.includes((error as Error).name)) return null;
      throw error;
    }
  });
}

function parsed(text: string): Lease | null {
  try {
    return leaseSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * Writes a lease where there is none, or in place of the version that one has seen.
 * @returns the new version; null where somebody else was quicker
 */
export async function writeLease(
  target: AwsTarget,
  stage: Stage,
  lease: Lease,
  seen: StoredLease | null,
): Promise<string | null> {
  const { PutObjectCommand } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  const condition = seen === null ? { IfNoneMatch: "*" } : { IfMatch: seen.etag };
  return calling(target, `writing the lease of ${stage.name}`, async () => {
    try {
      const { ETag } = await client.send(
        new PutObjectCommand({
          ...placeOf(stage),
          Body: JSON.stringify(lease),
          ContentType: "application/json",
          ...condition,
        }),
      );
      return ETag ?? "";
    } catch (error) {
      if (REFUSED.includes((error as Error).name)) return null;
      throw error;
    }
  });
}

/** Takes away the version that one has seen. @returns whether it was still there */
export async function deleteLease(target: AwsTarget, stage: Stage, { etag }: StoredLease): Promise<boolean> {
  const { DeleteObjectCommand } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  return calling(target, `giving back the lease of ${stage.name}`, async () => {
    try {
      await client.send(new DeleteObjectCommand({ ...placeOf(stage), IfMatch: etag }));
      return true;
    } catch (error) {
      if (REFUSED.includes((error as Error).name)) return false;
      throw error;
    }
  });
}
