import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { artifactKey, sourceCodeHash, type Release } from "../../../model/release/release";
import { functionsOnStage } from "../../../model/stage/functions";
import type { Stage } from "../../../model/stage/stage";
import { storedDigests, verifyArtifacts } from "./artifacts";
import { isObjectMissing, s3Client } from "./bucket";
import { calling } from "../errors";
import { inParallel } from "../parallel";
import type { AwsTarget } from "../target";

const PARALLEL_COPIES = 8;

/** A bucket that artifacts are copied from, with a target in its region. */
export interface ArtifactSource {
  readonly bucket: string;
  readonly target: AwsTarget;
}

/**
 * Copies the artifacts of another stage's release into this stage's bucket, and compares the copies with their digests.
 * Artifacts that exist are not copied again.
 * @throws DeployError ARTIFACT_MISSING, ARTIFACT_ALTERED
 */
export async function copyArtifacts(
  target: AwsTarget,
  { from, to, release }: { readonly from: ArtifactSource; readonly to: Stage; readonly release: Release },
  report: (line: string) => void,
): Promise<void> {
  const own = DRIVER_NAMES.deploymentsBucket(to);
  const needed = [...new Set(functionsOnStage(to, release).map(({ artifact }) => artifact.digest))];
  const present = await storedDigests(target, own);
  const missing = needed.filter((digest) => !present.has(digest));
  await inParallel(missing, PARALLEL_COPIES, (digest) => copy(target, from, own, digest));
  await verifyArtifacts(target, to, missing);
  if (missing.length > 0)
    report(`Artifacts: ${String(missing.length)} copied, ${String(needed.length - missing.length)} already there`);
}

/** Copies within S3; the emulator does not copy between accounts, so a rehearsal reads and writes the bytes. */
async function copy(target: AwsTarget, from: ArtifactSource, own: string, digest: string): Promise<void> {
  const { CopyObjectCommand, GetObjectCommand, PutObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const { bucket: source } = from;
  const Key = artifactKey(digest);
  await calling(target, `copying ${Key} from ${source}`, async () => {
    try {
      if (target.kind === "rehearsal") {
        const reader = await s3Client(from.target);
        const { Body } = await reader.send(new GetObjectCommand({ Bucket: source, Key }));
        const bytes = await Body?.transformToByteArray();
        await client.send(
          new PutObjectCommand({
            Bucket: own,
            Key,
            Body: bytes ?? new Uint8Array(),
            ChecksumSHA256: sourceCodeHash(digest),
          }),
        );
        return;
      }
      await client.send(
        new CopyObjectCommand({ Bucket: own, Key, CopySource: `${source}/${Key}`, ChecksumAlgorithm: "SHA256" }),
      );
    } catch (error) {
      if (!(await isObjectMissing(client, source, Key, error))) throw error;
      throw new DeployError(
        "ARTIFACT_MISSING",
        `The artifact ${digest} is no longer in the bucket ${source}. Nothing was changed.`,
        "Promote another release, or build and deploy there again.",
        { cause: error },
      );
    }
  });
}
