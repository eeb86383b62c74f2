import { DRIVER_NAMES } from "../../model/names";
import { deleteObjects, listObjects } from "../aws/buckets/objects";
import { readSet, setIds } from "../backup/store/sets";
import { openSetStore, type SetStore } from "../backup/store/setStore";
import { DeployError } from "../../model/errors";
import type { PruneItem } from "../../model/prune/item";
import { found, type Found, type PruneContext } from "./pruneContext";

/** Replication takes up to hours, and a set is written after its artifacts. */
const MIN_AGE_MS = 7 * 86_400_000;

/**
 * Artifacts in the backups bucket that neither a set nor the deployments bucket has: replication copies them, and deletes none.
 */
export async function artifactCopyItems({ stage, target, now }: PruneContext): Promise<Found> {
  if (stage.recoveryStage === undefined) return found([]);
  const store = openSetStore(stage, target);
  const other = await otherStage(store);
  if (other !== null)
    return { items: [], exclusions: [{ kind: "artifact-copy", reason: `${other} has backups in the same bucket` }] };
  const used = await artifactsOfSets(store);
  if (used === null)
    return { items: [], exclusions: [{ kind: "artifact-copy", reason: "the manifest of a set cannot be read" }] };
  const own = await listObjects(target, DRIVER_NAMES.deploymentsBucket(stage), "artifacts/");
  const kept = new Set([...used, ...own.map(({ key }) => key)]);
  const copies = await listObjects(store.target, store.bucket, "artifacts/");
  return found(
    copies
      .filter(({ key, modifiedAt }) => !kept.has(key) && modifiedAt < now - MIN_AGE_MS)
      .map(({ key, bytes }): PruneItem => ({
        kind: "artifact-copy",
        name: key,
        bytes,
        reason: "no release and no backup set uses it",
      })),
  );
}

export async function deleteArtifactCopyItems(
  { stage, target }: PruneContext,
  items: readonly PruneItem[],
): Promise<void> {
  const store = openSetStore(stage, target);
  await deleteObjects(
    store.target,
    store.bucket,
    items.map(({ name }) => name),
  );
}

/** Another stage whose releases are replicated into the bucket. */
async function otherStage({ stage, target, bucket }: SetStore): Promise<string | null> {
  const objects = await listObjects(target, bucket, "releases/");
  return objects.map(({ key }) => key.split("/")[1] ?? "").find((name) => name !== stage) ?? null;
}

/** Keys of the artifacts of all sets; null: a manifest cannot be read. */
async function artifactsOfSets(store: SetStore): Promise<readonly string[] | null> {
  const keys: string[] = [];
  for (const id of await setIds(store)) {
    try {
      keys.push(...(await readSet(store, id)).artifacts.map(({ key }) => key));
    } catch (error) {
      if (!(error instanceof DeployError) || !["SET_INCOMPLETE", "SET_ALTERED"].includes(error.code)) throw error;
      if (error.code === "SET_ALTERED") return null;
    }
  }
  return keys;
}
