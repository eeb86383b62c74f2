import { DeployError } from "../../../model/errors";
import type { RestoreRecord } from "../../../model/release/unfinishedRestore";
import type { StageName } from "../../../model/stage/name";

/** The command that goes on with a restore. */
function restoreCommand(stage: StageName, { origin }: RestoreRecord): string {
  const twice = stage === "production" ? ` --confirm ${stage}` : "";
  return `bin/deploy dr restore ${origin.stage} --from ${String(origin.set)} --to ${stage}${twice}`;
}

export function restoreUnfinished(stage: StageName, record: RestoreRecord): DeployError {
  const { origin, id } = record;
  return new DeployError(
    "RESTORE_UNFINISHED",
    `The restore of set ${String(origin.set)} of ${origin.stage} into ${stage} did not finish (release ${String(id)}), so ${stage} has only a part of its data. Nothing was changed.`,
    `Go on with it: \`${restoreCommand(stage, record)}\`. Or remove what it has restored: \`bin/deploy destroy ${stage}\`.`,
  );
}
