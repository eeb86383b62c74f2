import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DeployError } from "../../model/errors";
import { DRIVER_NAMES } from "../../model/names";
import { artifactKey, sourceCodeHash, type Release } from "../../model/release/release";
import { functionsOnStage } from "../../model/stage/functions";
import type { Stage } from "../../model/stage/stage";
import { s3Client } from "./bucket";
import { calling } from "./errors";
import { inParallel } from "./parallel";
import type { AwsTarget } from "./target";

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

/** Every digest in the bucket: a page of 1,000 a call, where asking for each would be a call each. */
async function presentDigests(target: AwsTarget, bucket: string): Promise<ReadonlySet<string>> {
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
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: artifactKey(digest),
          Body: bytes,
          ContentType: "application/zip",
          ChecksumSHA256: sourceCodeHash(digest),
          // Two deployments at once: the second finds the same bytes there.
          IfNoneMatch: "*",
        }),
      );
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
