import { DRIVER_NAMES } from "../../model/names";
import { listObjects } from "../aws/buckets/objects";
import { found, type Found, type PruneContext } from "./pruneContext";

/** Records of releases outside the stage's window. */
export async function releaseItems({ stage, target, window }: PruneContext): Promise<Found> {
  const objects = await listObjects(target, DRIVER_NAMES.deploymentsBucket(stage), `releases/${stage.name}/`);
  const bytes = new Map(objects.map((one) => [one.key, one.bytes]));
  const { releases, days } = stage.retention;
  return found(
    window.old.map((id) => ({
      kind: "release",
      name: String(id),
      bytes: bytes.get(releaseKey(stage.name, id)) ?? null,
      reason: `older than ${String(days)} days, and not one of the newest ${String(releases)} that succeeded`,
    })),
  );
}

export function releaseKey(stage: string, id: number | string): string {
  return `releases/${stage}/${String(id)}.json`;
}

/** Journals of releases outside the window, also of releases that an earlier, interrupted `prune` deleted. */
export async function eventItems({ stage, target, window }: PruneContext): Promise<Found> {
  const keptIds = new Set(window.keptRecords.map(({ id }) => id));
  const oldestKept = Math.min(...keptIds, Infinity);
  const Prefix = `events/${stage.name}/`;
  const objects = await listObjects(target, DRIVER_NAMES.deploymentsBucket(stage), Prefix);
  const byRelease = new Map<number, number>();
  for (const { key, bytes } of objects) {
    const id = Number(key.slice(Prefix.length).split("/")[0]);
    // A release that is newer than the window was started after the window was read.
    if (!keptIds.has(id) && id < oldestKept) byRelease.set(id, (byRelease.get(id) ?? 0) + bytes);
  }
  return found(
    [...byRelease].map(([id, bytes]) => ({
      kind: "events",
      name: String(id),
      bytes,
      reason: "events of a release that is not kept",
    })),
  );
}
