import type { HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import type { FileRef } from "../../../model/backup/set";
import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { artifactKey, type Release } from "../../../model/release/release";
import { functionsOnStage } from "../../../model/stage/functions";
import { isObjectMissing, s3Client } from "../../aws/buckets/bucket";
import { inParallel } from "../../aws/parallel";
import type { Session } from "../../session";
import { callingStore, type SetStore } from "../store/setStore";
import { storedFile } from "../store/storedFile";

const PARALLEL_COPIES = 8;

/**
 * Makes sure that the artifacts of a release are in the backups bucket: copies those that S3 has not replicated.
 * @throws DeployError ARTIFACT_MISSING where one is in neither bucket
 */
export async function copyReleaseArtifacts(
  { stage }: Session,
  store: SetStore,
  release: Release,
): Promise<readonly FileRef[]> {
  const source = DRIVER_NAMES.deploymentsBucket(stage);
  // Those of functions that are absent here are needed only on a stage that has them.
  const required = new Set(functionsOnStage(stage, release).map(({ artifact }) => artifact.digest));
  const sizes = new Map(Object.values(release.artifacts).map(({ digest, size }) => [digest, size]));
  const refs = new Map<string, FileRef>();
  await inParallel([...sizes.keys()].sort(), PARALLEL_COPIES, async (digest) => {
    const key = artifactKey(digest);
    const head = (await storedFile(store, key)) ?? (await copied(store, source, key));
    if (head !== null)
      refs.set(digest, { key, bytes: head.ContentLength ?? 0, sha256: digest, versionId: head.VersionId ?? null });
    else if (required.has(digest))
      throw new DeployError(
        "ARTIFACT_MISSING",
        `The artifact ${digest} of the release is no longer in the bucket ${source}. The set is incomplete.`,
        "The bucket keeps deleted objects for a while: restore it there, then run the same command again.",
      );
  });
  return [...refs.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Copies an artifact from the stage's region. @returns null where it is not there */
async function copied(store: SetStore, source: string, Key: string): Promise<HeadObjectCommandOutput | null> {
  const { CopyObjectCommand } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(store.target);
  const isThere = await callingStore(store, `copying ${Key} from ${source}`, async () => {
    try {
      await client.send(
        new CopyObjectCommand({
          Bucket: store.bucket,
          Key,
          CopySource: `${source}/${Key}`,
          ChecksumAlgorithm: "SHA256",
          ExpectedBucketOwner: store.target.account,
        }),
      );
      return true;
    } catch (error) {
      if (await isObjectMissing(client, source, Key, error)) return false;
      throw error;
    }
  });
  return isThere ? storedFile(store, Key) : null;
}
