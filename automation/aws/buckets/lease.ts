import { DRIVER_NAMES } from "../../../model/names";
import type { Lease } from "../../../model/lock/lease";
import type { Stage } from "../../../model/stage/stage";
import { s3Client } from "./bucket";
import { calling } from "../errors";
import type { AwsTarget } from "../target";

/** The lease object in the bucket. */
export interface StoredLease {
  /** null: the object is not a lease of this program */
  readonly lease: Lease | null;
  /** Of this version of the object: a conditional write fails after another write. */
  readonly etag: string;
}

/** Codes of a condition that failed: another caller wrote or deleted the object. */
const CONDITION_FAILED_CODES = ["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey", "NotFound"];

function objectOf(stage: Stage): { readonly Bucket: string; readonly Key: string } {
  return { Bucket: DRIVER_NAMES.stateBucket(stage), Key: `leases/${stage.name}.json` };
}

/** @returns null where there is no lease */
export async function readLease(target: AwsTarget, stage: Stage): Promise<StoredLease | null> {
  const { GetObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  return calling(target, `reading the lease of ${stage.name}`, async () => {
    try {
      const { Body, ETag } = await client.send(new GetObjectCommand(objectOf(stage)));
      const text = (await Body?.transformToString()) ?? "";
      return { lease: await parsed(text), etag: ETag ?? "" };
    } catch (error) {
      if (CONDITION_FAILED_CODES.includes((error as Error).name)) return null;
      throw error;
    }
  });
}

/** The schema is loaded late: most stages have no lease. */
async function parsed(text: string): Promise<Lease | null> {
  const { leaseSchema } = await import("../../../model/lock/lease");
  try {
    return leaseSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * Writes a lease where there is none, or replaces the version that was read.
 * @returns the new ETag; null where another caller was faster
 */
export async function writeLease(
  target: AwsTarget,
  stage: Stage,
  lease: Lease,
  expected: StoredLease | null,
): Promise<string | null> {
  const { PutObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const condition = expected === null ? { IfNoneMatch: "*" } : { IfMatch: expected.etag };
  return calling(target, `writing the lease of ${stage.name}`, async () => {
    try {
      const { ETag } = await client.send(
        new PutObjectCommand({
          ...objectOf(stage),
          Body: JSON.stringify(lease),
          ContentType: "application/json",
          ...condition,
        }),
      );
      return ETag ?? "";
    } catch (error) {
      if (CONDITION_FAILED_CODES.includes((error as Error).name)) return null;
      throw error;
    }
  });
}

/** Deletes the version that was read. @returns false where another caller changed it */
export async function deleteLease(target: AwsTarget, stage: Stage, { etag }: StoredLease): Promise<boolean> {
  const { DeleteObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  return calling(target, `releasing the lease of ${stage.name}`, async () => {
    try {
      await client.send(new DeleteObjectCommand({ ...objectOf(stage), IfMatch: etag }));
      return true;
    } catch (error) {
      if (CONDITION_FAILED_CODES.includes((error as Error).name)) return false;
      throw error;
    }
  });
}
