import { DeployError } from "../../../model/errors";
import type { ReleaseRecord } from "../../../model/release/record";
import { unfinishedRollback, type ReturnPoint } from "../../../model/release/rollback";
import type { StageName } from "../../../model/stage/name";

/** `bin/deploy rollback dev --to 1704067200 --service users`: names the release, because the default changes over time. */
export function rollbackCommand(
  stage: StageName,
  { id, services }: { readonly id: number; readonly services: readonly string[] },
): string {
  return [
    "bin/deploy rollback",
    stage,
    `--to ${String(id)}`,
    ...(services.length === 0 ? [] : [`--service ${services.join(",")}`]),
  ].join(" ");
}

/** The command that rolls back to a return point. */
export function returnCommand(stage: StageName, { record, services }: ReturnPoint): string {
  return rollbackCommand(stage, { id: record.id, services });
}

/**
 * Refuses to build on the live release while a rollback from it is unfinished.
 * @param records of the stage
 * @param services services to change in the live release; []: all
 * @throws DeployError ROLLBACK_UNFINISHED
 */
export function refuseUnfinishedRollback(
  stage: StageName,
  records: readonly ReleaseRecord[],
  services: readonly string[] = [],
): void {
  const unfinished = unfinishedRollback(records);
  if (unfinished === null || sameServices(unfinished.services, services)) return;
  const { origin, services: open } = unfinished;
  const what = open.length === 0 ? "The rollback" : `The rollback of ${open.join(", ")}`;
  const finish = rollbackCommand(stage, { id: origin.to, services: open });
  throw new DeployError(
    "ROLLBACK_UNFINISHED",
    `${what} of ${stage} to release ${String(origin.to)} did not finish (release ${String(unfinished.id)}), so ${stage} is partially deployed. Nothing was changed.`,
    `Finish it first: \`${finish}\`. Or deploy all services: \`bin/deploy up ${stage}\`.`,
  );
}

function sameServices(some: readonly string[], others: readonly string[]): boolean {
  return some.length > 0 && [...some].sort().join() === [...others].sort().join();
}
