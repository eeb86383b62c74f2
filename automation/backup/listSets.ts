import {
  filesOf,
  sizeOf,
  startedSchema,
  type BackupSet,
  type BackupWay,
  type RestoreUse,
} from "../../model/backup/set";
import { SET_FILES, setPrefix } from "../../model/backup/setKeys";
import { DeployError } from "../../model/errors";
import { listObjects } from "../aws/buckets/objects";
import { count } from "../ui/duration";
import { inParallel } from "../aws/parallel";
import { readSet, restoreUses, setIds } from "./store/sets";
import { readText } from "./store/storedText";
import type { SetStore } from "./store/setStore";

/** `complete`: it has a manifest, and each of its files with the right size. */
type Completeness = "complete" | "incomplete" | "altered";

/** A set as `dr list` shows it. */
export interface ListedSet {
  readonly id: number;
  readonly stage: string;
  readonly completeness: Completeness;
  /** Why it is not complete; null: it is. */
  readonly problem: string | null;
  readonly way: BackupWay | null;
  /** Size of its files, without the artifacts, which sets share. bytes */
  readonly bytes: number;
  /** Null: unknown, as for a set that is not complete, or native. */
  readonly items: number | null;
  /** Unix seconds; null: it is not complete. */
  readonly endedAt: number | null;
  /** Release of the set. */
  readonly release: number | null;
  readonly restores: readonly RestoreUse[];
}

const PARALLEL_SETS = 8;

/** All sets of a stage, newest first. Calls the recovery region only. */
export async function listSets(store: SetStore): Promise<readonly ListedSet[]> {
  const ids = await setIds(store);
  if (ids.length === 0) return [];
  const artifacts = sizesOf(await listObjects(store.target, store.bucket, "artifacts/"));
  const found = new Map<number, ListedSet>();
  await inParallel(ids, PARALLEL_SETS, async (id) => {
    found.set(id, await listedSet(store, id, artifacts));
  });
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** @throws DeployError SET_UNKNOWN where no set is complete, or none was before a time */
export async function newestCompleteSet(store: SetStore, notAfter = Infinity): Promise<BackupSet> {
  for (const id of await setIds(store)) {
    if (id > notAfter) continue;
    try {
      return await readSet(store, id);
    } catch (error) {
      if (!(error instanceof DeployError) || !["SET_INCOMPLETE", "SET_ALTERED"].includes(error.code)) throw error;
    }
  }
  const time = notAfter === Infinity ? "" : ` from before ${new Date(notAfter * 1000).toISOString()}`;
  throw new DeployError(
    "SET_UNKNOWN",
    `There is no complete backup set of ${store.stage}${time} in ${store.bucket}.`,
    `Make one: \`bin/deploy dr backup ${store.stage}\`; list them: \`bin/deploy dr list ${store.stage}\`.`,
  );
}

/**
 * Keys of the artifacts of all sets; null: a manifest cannot be read. The bucket has them as replicas: what is deleted where they
 * come from is deleted here, too.
 */
export async function artifactsOfSets(store: SetStore): Promise<readonly string[] | null> {
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

type Sizes = ReadonlyMap<string, number>;

function sizesOf(objects: readonly { readonly key: string; readonly bytes: number }[]): Sizes {
  return new Map(objects.map(({ key, bytes }) => [key, bytes]));
}

async function listedSet(store: SetStore, id: number, artifacts: Sizes): Promise<ListedSet> {
  const own = sizesOf(await listObjects(store.target, store.bucket, setPrefix(store.stage, id)));
  try {
    const set = await readSet(store, id);
    const wrong = filesOf(set).filter(({ key, bytes }) => (own.get(key) ?? artifacts.get(key)) !== bytes);
    const [first] = wrong;
    const { way, endedAt, release, tables } = set;
    const counts = tables.map(({ items }) => items);
    return {
      ...{ id, stage: store.stage, way, endedAt, release: release.id, bytes: sizeOf(set) },
      completeness: first === undefined ? "complete" : "altered",
      problem: first === undefined ? null : `${count(wrong.length, "file")} missing or of another size: ${first.key}`,
      items: counts.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0),
      restores: await restoreUses(store, id),
    };
  } catch (error) {
    const problem = problemOf(error);
    const bytes = [...own.values()].reduce((sum, size) => sum + size, 0);
    const unknown = { items: null, endedAt: null, release: null, restores: [] };
    return { id, stage: store.stage, ...problem, way: await startedWay(store, id), bytes, ...unknown };
  }
}

function problemOf(error: unknown): Pick<ListedSet, "completeness" | "problem"> {
  const code = error instanceof DeployError ? error.code : "";
  if (code === "SET_INCOMPLETE")
    return { completeness: "incomplete", problem: "its backup was interrupted, or still runs" };
  if (code === "SET_ALTERED") return { completeness: "altered", problem: (error as DeployError).what };
  throw error;
}

async function startedWay(store: SetStore, id: number): Promise<BackupWay | null> {
  const text = await readText(store, setPrefix(store.stage, id) + SET_FILES.started);
  try {
    return startedSchema.parse(JSON.parse(text ?? "")).way;
  } catch {
    return null;
  }
}
