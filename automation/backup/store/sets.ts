import {
  manifestDigest,
  manifestSchema,
  manifestText,
  restoreUseSchema,
  startedSchema,
  type BackupSet,
  type FileRef,
  type RestoreUse,
  type StartedSet,
} from "../../../model/backup/set";
import { restoreUseKey, SET_FILES, setIdOf, setPrefix, setsPrefix } from "../../../model/backup/setKeys";
import { DeployError } from "../../../model/errors";
import { s3Client } from "../../aws/buckets/bucket";
import { listObjects } from "../../aws/buckets/objects";
import { retryConflicts } from "../../aws/eventualConsistency";
import { altered, putBytes } from "./files";
import { jsonOf } from "../../json";
import { callingStore, type SetStore } from "./setStore";
import { readText } from "./storedText";

/**
 * Starts a set under its id, or under the next free id where another backup started in the same second.
 * @returns the id
 */
export async function createSet(store: SetStore, started: StartedSet): Promise<number> {
  const { PutObjectCommand } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(store.target);
  for (let { id } = started; ; id += 1) {
    const write = new PutObjectCommand({
      Bucket: store.bucket,
      Key: setPrefix(store.stage, id) + SET_FILES.started,
      Body: JSON.stringify(startedSchema.parse({ ...started, id })),
      ContentType: "application/json",
      IfNoneMatch: "*",
    });
    const isCreated = await callingStore(store, `starting the set ${String(id)}`, async () => {
      try {
        await retryConflicts(() => client.send(write));
        return true;
      } catch (error) {
        if ((error as Error).name === "PreconditionFailed") return false;
        throw error;
      }
    });
    if (isCreated) return id;
  }
}

/** Completes a set: its last write. */
export async function writeManifest(store: SetStore, set: BackupSet): Promise<FileRef> {
  return putBytes(store, setPrefix(store.stage, set.id) + SET_FILES.manifest, Buffer.from(manifestText(set)));
}

/**
 * Reads a set. Its files are not compared with it: verifySet.ts.
 * @throws DeployError SET_UNKNOWN, SET_INCOMPLETE, SET_ALTERED
 */
export async function readSet(store: SetStore, id: number): Promise<BackupSet> {
  const prefix = setPrefix(store.stage, id);
  const text = await readText(store, prefix + SET_FILES.manifest);
  if (text !== null) return parseManifest(store, id, text);
  const started = await readText(store, prefix + SET_FILES.started);
  if (started === null)
    throw new DeployError(
      "SET_UNKNOWN",
      `There is no backup set ${String(id)} of ${store.stage} in ${store.bucket}.`,
      `List the sets: \`bin/deploy dr list ${store.stage}\`.`,
    );
  throw new DeployError(
    "SET_INCOMPLETE",
    `The backup set ${String(id)} of ${store.stage} is incomplete: its backup was interrupted, or still runs. Nothing was restored.`,
    `Use another set: \`bin/deploy dr list ${store.stage}\`. To make one: \`bin/deploy dr backup ${store.stage}\`.`,
  );
}

function parseManifest(store: SetStore, id: number, text: string): BackupSet {
  let manifest;
  try {
    manifest = manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw altered(store, [`the manifest of ${String(id)} cannot be read`], error);
  }
  const { set, digest } = manifest;
  if (digest !== manifestDigest(set) || set.id !== id || set.stage !== store.stage)
    throw altered(store, [`the manifest of ${String(id)} does not match its digest`]);
  return set;
}

/** Ids of all sets, newest first, also of incomplete ones. */
export async function setIds(store: SetStore): Promise<readonly number[]> {
  const { paginateListObjectsV2 } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(store.target);
  return callingStore(store, `listing the backup sets of ${store.stage}`, async () => {
    const ids = new Set<number>();
    const request = { Bucket: store.bucket, Prefix: setsPrefix(store.stage), Delimiter: "/" };
    for await (const { CommonPrefixes = [] } of paginateListObjectsV2({ client }, request))
      for (const { Prefix = "" } of CommonPrefixes) {
        const id = setIdOf(store.stage, Prefix);
        if (id !== null) ids.add(id);
      }
    return [...ids].sort((a, b) => b - a);
  });
}

/** Records that a restore uses a set; again with its outcome. */
export async function recordRestoreUse(store: SetStore, id: number, use: RestoreUse): Promise<void> {
  const key = restoreUseKey(store.stage, id, use.target, use.release);
  await putBytes(store, key, Buffer.from(JSON.stringify(restoreUseSchema.parse(use))));
}

/** Restores that have used a set, newest first. Records that cannot be read are left out. */
export async function restoreUses(store: SetStore, id: number): Promise<readonly RestoreUse[]> {
  const objects = await listObjects(store.target, store.bucket, `${setPrefix(store.stage, id)}restores/`);
  const texts = await Promise.all(objects.map(({ key }) => readText(store, key)));
  const uses = texts.flatMap((text) => {
    const parsed = restoreUseSchema.safeParse(jsonOf(text ?? ""));
    return parsed.success ? [parsed.data] : [];
  });
  return uses.sort((a, b) => b.at - a.at);
}
