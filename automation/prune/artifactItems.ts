import { DRIVER_NAMES } from "../../model/names";
import { artifactKey } from "../../model/release/release";
import type { ReleaseRecord } from "../../model/release/record";
import { isStageName } from "../../model/stage/name";
import { listObjects } from "../aws/buckets/objects";
import { artifactsOfSets } from "../backup/listSets";
import { openSetStore } from "../backup/store/setStore";
import { unknownNeeds, type Found, type PruneContext } from "./pruneContext";
import { allRecords } from "./window";

/** An artifact is uploaded before the record that names it: of another stage, which has a lease of its own. */
const MIN_AGE_MS = 7 * 86_400_000;

/** Artifacts that no kept release of any stage in this bucket uses. */
export async function artifactItems(context: PruneContext): Promise<Found> {
  const { stage, target, window, now } = context;
  const bucket = DRIVER_NAMES.deploymentsBucket(stage);
  const [unreadable] = window.unreadable;
  const others = unreadable === undefined ? await recordsOfOthers(context) : unknownNeeds(stage.name, unreadable.error);
  if (typeof others === "string") return { items: [], exclusions: [{ kind: "artifact", reason: others }] };
  const inSets = await artifactsInSets(context);
  if (inSets === null)
    return { items: [], exclusions: [{ kind: "artifact", reason: "the manifest of a backup set cannot be read" }] };
  const used = new Set([
    ...inSets,
    ...[...window.keptRecords, ...others].flatMap(({ release }) =>
      Object.values(release.artifacts).map(({ digest }) => artifactKey(digest)),
    ),
  ]);
  const objects = await listObjects(target, bucket, "artifacts/");
  const unused = objects.filter(({ key, modifiedAt }) => !used.has(key) && modifiedAt < now - MIN_AGE_MS);
  return {
    items: unused.map(({ key, bytes }) => ({
      kind: "artifact",
      name: key.slice("artifacts/".length),
      bytes,
      reason: "no kept release uses it",
    })),
    exclusions: [],
  };
}

/** Keys of the artifacts that backup sets need; null: not known. S3 replicates the deletion of an artifact into their bucket. */
async function artifactsInSets({ stage, target }: PruneContext): Promise<readonly string[] | null> {
  return stage.recoveryStage === undefined ? [] : artifactsOfSets(openSetStore(stage, target));
}

/** Records of the other stages whose artifacts are in the same bucket; a text: why they are not known. */
async function recordsOfOthers({ stage, target }: PruneContext): Promise<readonly ReleaseRecord[] | string> {
  const objects = await listObjects(target, DRIVER_NAMES.deploymentsBucket(stage), "releases/");
  const names = new Set(objects.map(({ key }) => key.split("/")[1] ?? ""));
  names.delete(stage.name);
  const records: ReleaseRecord[] = [];
  for (const name of names) {
    if (!isStageName(name)) return `the bucket has releases of ${name}, which this program does not know`;
    const found = await allRecords(target, { ...stage, name });
    if (found instanceof Error) return unknownNeeds(name, found);
    records.push(...found);
  }
  return records;
}
