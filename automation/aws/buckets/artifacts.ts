import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { artifactKey, sourceCodeHash, type Release } from "../../../model/release/release";
import { functionsOnStage } from "../../../model/stage/functions";
import type { Stage } from "../../../model/stage/stage";
import { s3Client } from "./bucket";
import { isNameless } from "../errorKinds/sdkError";
import { calling, isNotFound } from "../errors";
import { untilDecided } from "../eventualConsistency";
import { inParallel } from "../parallel";
import { UPLOAD_LIMIT, type AwsTarget } from "../target";

const UPLOADS_AT_ONCE = 8;

export interface Published {
  readonly uploaded: number;
  readonly present: number;
}

/**
 * Uploads the artifacts that the deployments bucket lacks, each checked against its digest before it leaves and by S3
 * when it arrives.
 * @param folder where `<digest>.zip` lie
 * @throws DeployError ARTIFACT_MISSING, ARTIFACT_ALTERED
 */
export async function publishArtifacts(
  target: AwsTarget,
  stage: Stage,
  release: Release,
  folder: string,
  report: (line: string) => void,
): Promise<Published> {
  const bucket = DRIVER_NAMES.deploymentsBucket(stage);
  const wanted = [...new Set(functionsOnStage(stage, release).map(({ artifact }) => artifact.digest))];
  const present = await presentDigests(target, bucket);
  const missing = wanted.filter((digest) => !present.has(digest));
  await inParallel(missing, UPLOADS_AT_ONCE, (digest) => upload(target, bucket, digest, join(folder, `${digest}.zip`)));
  if (missing.length > 0)
    report(`Artifacts: ${String(missing.length)} uploaded, ${String(wanted.length - missing.length)} already there`);
  return { uploaded: missing.length, present: wanted.length - missing.length };
}

/**
 * Every artifact of a release is in the bucket: asked before anything changes, by a page of 1,000 a call.
 * @throws DeployError ARTIFACT_MISSING with the functions that are without
 */
export async function requireArtifacts(target: AwsTarget, stage: Stage, release: Release): Promise<void> {
  const present = await presentDigests(target, DRIVER_NAMES.deploymentsBucket(stage));
  const missing = functionsOnStage(stage, release).filter(({ artifact }) => !present.has(artifact.digest));
  if (missing.length === 0) return;
  const ids = missing.map(({ id }) => id);
  throw new DeployError(
    "ARTIFACT_MISSING",
    `The artifacts of ${ids.slice(0, 12).join(", ")}${ids.length > 12 ? `, … (${String(ids.length)})` : ""} are not in the deployments bucket any more. Nothing was changed.`,
    `Choose another release: \`bin/deploy releases list ${stage.name}\`; the bucket keeps deleted objects for a while.`,
  );
}

/**
 * Compares stored artifacts with their digests, by the checksum that S3 made of the bytes when they came, or else by the
 * bytes themselves.
 * @throws DeployError ARTIFACT_ALTERED, ARTIFACT_MISSING
 */
export async function verifyArtifacts(target: AwsTarget, stage: Stage, digests: readonly string[]): Promise<void> {
  const { HeadObjectCommand } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  const Bucket = DRIVER_NAMES.deploymentsBucket(stage);
  const altered: string[] = [];
  await inParallel(digests, UPLOADS_AT_ONCE, async (digest) => {
    const Key = artifactKey(digest);
    const stored = await calling(target, `looking at ${Key}`, () =>
      client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" })).catch((error: unknown) => {
        // The answer to HEAD does not say why; the one to GET does.
        if (isNameless(error)) return null;
        throw isNotFound(error) ? artifactMissing(Bucket, digest, error) : error;
      }),
    );
    const found = stored?.ChecksumSHA256 ?? (await storedHash(target, Bucket, Key));
    if (found !== sourceCodeHash(digest)) altered.push(digest);
  });
  if (altered.length === 0) return;
  throw new DeployError(
    "ARTIFACT_ALTERED",
    `In the bucket ${Bucket}, ${altered.map(artifactKey).join(", ")} has other content than its name says. Nothing was changed.`,
    "Find out who wrote it (the bucket keeps every version), delete the altered version, then run the same command again.",
  );
}

function artifactMissing(bucket: string, digest: string, cause: unknown): DeployError {
  return new DeployError(
    "ARTIFACT_MISSING",
    `The artifact ${digest} is not in the bucket ${bucket} any more. Nothing was changed.`,
    "Restore it (the bucket keeps every version), or deploy another release.",
    { cause },
  );
}

/** sha256 of an object's bytes in base64: where S3 has none to tell. */
async function storedHash(target: AwsTarget, Bucket: string, Key: string): Promise<string> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  return calling(target, `reading ${Key}`, async () => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    return createHash("sha256").update(bytes).digest("base64");
  });
}

/** Every digest in the bucket: a page of 1,000 a call, where asking for each would be a call each. */
export async function presentDigests(target: AwsTarget, bucket: string): Promise<ReadonlySet<string>> {
  const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  return calling(target, `listing the artifacts in ${bucket}`, async () => {
    const digests = new Set<string>();
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: "artifacts/" })) {
      for (const { Key } of page.Contents ?? []) digests.add((Key ?? "").replace(/^artifacts\/|\.zip$/g, ""));
    }
    return digests;
  });
}

async function upload(target: AwsTarget, bucket: string, digest: string, file: string): Promise<void> {
  const bytes = await readArtifact(file, digest);
  const { PutObjectCommand } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  await calling(target, `uploading ${artifactKey(digest)}`, async () => {
    try {
      const write = new PutObjectCommand({
        Bucket: bucket,
        Key: artifactKey(digest),
        Body: bytes,
        ContentType: "application/zip",
        ChecksumSHA256: sourceCodeHash(digest),
        // Two deployments at once: the second finds the same bytes there.
        IfNoneMatch: "*",
      });
      await untilDecided(() => client.send(write, UPLOAD_LIMIT));
    } catch (error) {
      if ((error as Error).name !== "PreconditionFailed") throw error;
    }
  });
}

async function readArtifact(file: string, digest: string): Promise<Buffer> {
  const again = "Build again: `bin/deploy build`.";
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new DeployError(
      "ARTIFACT_MISSING",
      `The artifact ${digest} is neither in the bucket nor on this machine.`,
      again,
      { cause: error },
    );
  });
  if (createHash("sha256").update(bytes).digest("hex") === digest) return bytes;
  throw new DeployError(
    "ARTIFACT_ALTERED",
    `The artifact ${digest} has other content than its name says. Nothing was uploaded.`,
    again,
  );
}
