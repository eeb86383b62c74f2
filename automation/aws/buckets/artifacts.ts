import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { artifactKey, sourceCodeHash, type Release } from "../../../model/release/release";
import { functionsOnStage } from "../../../model/stage/functions";
import type { Stage } from "../../../model/stage/stage";
import { s3Client } from "./bucket";
import { hasNoCode } from "../errorKinds/sdkError";
import { objectNames } from "./objects";
import { calling, isNotFound } from "../errors";
import { retryConflicts } from "../eventualConsistency";
import { inParallel } from "../parallel";
import { UPLOAD_LIMIT, type AwsTarget } from "../target";

const PARALLEL_UPLOADS = 8;

export interface PublishResult {
  readonly uploaded: number;
  readonly present: number;
}

/**
 * Uploads the artifacts that the deployments bucket lacks. Each is checked against its digest before the upload, and by S3
 * after it.
 * @param folder contains `<digest>.zip`
 * @throws DeployError ARTIFACT_MISSING, ARTIFACT_ALTERED
 */
export async function publishArtifacts(
  target: AwsTarget,
  stage: Stage,
  release: Release,
  folder: string,
  report: (line: string) => void,
): Promise<PublishResult> {
  const bucket = DRIVER_NAMES.deploymentsBucket(stage);
  const needed = [...new Set(functionsOnStage(stage, release).map(({ artifact }) => artifact.digest))];
  const stored = await storedDigests(target, bucket);
  const missing = needed.filter((digest) => !stored.has(digest));
  await inParallel(missing, PARALLEL_UPLOADS, (digest) =>
    upload(target, bucket, digest, join(folder, `${digest}.zip`)),
  );
  if (missing.length > 0)
    report(`Artifacts: ${String(missing.length)} uploaded, ${String(needed.length - missing.length)} already there`);
  return { uploaded: missing.length, present: needed.length - missing.length };
}

/**
 * Checks that every artifact of a release is in the bucket, before anything changes.
 * @throws DeployError ARTIFACT_MISSING with the functions whose artifact is missing
 */
export async function requireArtifacts(target: AwsTarget, stage: Stage, release: Release): Promise<void> {
  const present = await storedDigests(target, DRIVER_NAMES.deploymentsBucket(stage));
  const missing = functionsOnStage(stage, release).filter(({ artifact }) => !present.has(artifact.digest));
  if (missing.length === 0) return;
  const ids = missing.map(({ id }) => id);
  throw new DeployError(
    "ARTIFACT_MISSING",
    `The artifacts of ${ids.slice(0, 12).join(", ")}${ids.length > 12 ? `, … (${String(ids.length)})` : ""} are no longer in the deployments bucket. Nothing was changed.`,
    `Choose another release: \`bin/deploy releases list ${stage.name}\`; the bucket keeps deleted objects for a while.`,
  );
}

/**
 * Compares stored artifacts with their digests, by the checksum that S3 calculated at the upload, or else by their bytes.
 * @throws DeployError ARTIFACT_ALTERED, ARTIFACT_MISSING
 */
export async function verifyArtifacts(target: AwsTarget, stage: Stage, digests: readonly string[]): Promise<void> {
  const { HeadObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const Bucket = DRIVER_NAMES.deploymentsBucket(stage);
  const altered: string[] = [];
  await inParallel(digests, PARALLEL_UPLOADS, async (digest) => {
    const Key = artifactKey(digest);
    const stored = await calling(target, `reading the checksum of ${Key}`, () =>
      client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" })).catch((error: unknown) => {
        // The response to HEAD has no code; the one to GET has.
        if (hasNoCode(error)) return null;
        throw isNotFound(error) ? artifactMissing(Bucket, digest, error) : error;
      }),
    );
    const found = stored?.ChecksumSHA256 ?? (await storedHash(target, Bucket, Key));
    if (found !== sourceCodeHash(digest)) altered.push(digest);
  });
  if (altered.length === 0) return;
  throw new DeployError(
    "ARTIFACT_ALTERED",
    `In the bucket ${Bucket}, ${altered.map(artifactKey).join(", ")} does not match the digest in its name. Nothing was changed.`,
    "Find out who wrote it (the bucket keeps every version), delete the altered version, then run the same command again.",
  );
}

function artifactMissing(bucket: string, digest: string, cause: unknown): DeployError {
  return new DeployError(
    "ARTIFACT_MISSING",
    `The artifact ${digest} is no longer in the bucket ${bucket}. Nothing was changed.`,
    "Restore it (the bucket keeps every version), or deploy another release.",
    { cause },
  );
}

/** SHA-256 of an object's bytes in base64, where S3 has no checksum. */
async function storedHash(target: AwsTarget, Bucket: string, Key: string): Promise<string> {
  const { GetObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  return calling(target, `reading ${Key}`, async () => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    return createHash("sha256").update(bytes).digest("base64");
  });
}

/** Every digest in the bucket: a listing has 1,000 per call, instead of one call per digest. */
export async function storedDigests(target: AwsTarget, bucket: string): Promise<ReadonlySet<string>> {
  const doing = `listing the artifacts in ${bucket}`;
  const names = await objectNames(target, { Bucket: bucket, Prefix: "artifacts/", doing });
  return new Set(names.map((name) => name.replace(/\.zip$/, "")));
}

async function upload(target: AwsTarget, bucket: string, digest: string, file: string): Promise<void> {
  const bytes = await readArtifact(file, digest);
  const { PutObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  await calling(target, `uploading ${artifactKey(digest)}`, async () => {
    try {
      const write = new PutObjectCommand({
        Bucket: bucket,
        Key: artifactKey(digest),
        Body: bytes,
        ContentType: "application/zip",
        ChecksumSHA256: sourceCodeHash(digest),
        // A parallel deployment may upload the same bytes.
        IfNoneMatch: "*",
      });
      await retryConflicts(() => client.send(write, UPLOAD_LIMIT));
    } catch (error) {
      if ((error as Error).name !== "PreconditionFailed") throw error;
    }
  });
}

async function readArtifact(file: string, digest: string): Promise<Buffer> {
  const remedy = "Build again: `bin/deploy build`.";
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new DeployError(
      "ARTIFACT_MISSING",
      `The artifact ${digest} is neither in the bucket nor on this machine.`,
      remedy,
      { cause: error },
    );
  });
  if (createHash("sha256").update(bytes).digest("hex") === digest) return bytes;
  throw new DeployError(
    "ARTIFACT_ALTERED",
    `The artifact ${digest} does not match the digest in its name. Nothing was uploaded.`,
    remedy,
  );
}
