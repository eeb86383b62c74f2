import { DRIVER_NAMES } from "../../model/names";
import { listObjects } from "../aws/buckets/objects";
import { PULUMI_PROJECT } from "../engine/state/project";
import { found, type Found, type PruneContext } from "./pruneContext";

/** Copies of the state that stay, whatever their age: the newest of each kind. */
const MIN_COPIES = 30;

/**
 * Old copies of the stage's state: those that the driver writes before each change, and those that Pulumi adds with each update
 * and never deletes. In a rehearsal the state is in files, and Pulumi's copies are not here.
 */
export async function stateItems({ stage, target, now }: PruneContext): Promise<Found> {
  const bucket = DRIVER_NAMES.stateBucket(stage);
  const folders = [
    `backups/${stage.name}/`,
    ...["history", "backups"].map((kind) => `.pulumi/${kind}/${PULUMI_PROJECT}/${stage.name}/`),
  ];
  const oldest = now - stage.retention.days * 86_400_000;
  const copies = await Promise.all(folders.map((prefix) => listObjects(target, bucket, prefix)));
  return found(
    copies.flatMap((objects) =>
      [...objects]
        .sort((a, b) => b.modifiedAt - a.modifiedAt)
        .slice(MIN_COPIES)
        .filter(({ modifiedAt }) => modifiedAt < oldest)
        .map(({ key, bytes }) => ({
          kind: "state-backup" as const,
          name: key,
          bytes,
          reason: `older than ${String(stage.retention.days)} days, and ${String(MIN_COPIES)} are newer`,
        })),
    ),
  );
}
