import { driverReplication } from "../../../model/account/backups";
import type { Foundation } from "../../../model/account/foundation";
import { DRIVER_NAMES } from "../../../model/names";
import { copyMissing } from "../../aws/buckets/replication";
import type { Context } from "../../commands/command";
import type { Session } from "../../session";
import { count } from "../../ui/duration";

/** Releases, artifacts and states that are older than their replication. */
export async function copyToBackups({ terminal }: Context, { target }: Session, foundation: Foundation): Promise<void> {
  const { owner, recoveries } = foundation;
  const region = (bucket: string): string =>
    recoveries.find(({ into }) => DRIVER_NAMES.backupsBucket(into) === bucket)?.into.region ?? owner.region;
  const buckets = { state: DRIVER_NAMES.stateBucket(owner), deployments: DRIVER_NAMES.deploymentsBucket(owner) };
  for (const kind of ["state", "deployments"] as const) {
    const replication = driverReplication(foundation, kind);
    const copied = replication === null ? 0 : await copyMissing(target, buckets[kind], replication, region);
    if (copied > 0) terminal.note(`Copied ${count(copied, "object")} of ${buckets[kind]} to the region of its backups`);
  }
}
