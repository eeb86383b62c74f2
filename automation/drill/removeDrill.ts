import type { BackupSet } from "../../model/backup/set";
import type { DrillState } from "../../model/failover/drill";
import { nameOnStage } from "../../model/parameterName";
import type { Context } from "../commands/command";
import { withLease } from "../lock/lease";
import { destroyStage } from "../operations/destroy";
import { deleteParameters, namesBelow } from "../secrets/parameters";
import { storedSecrets } from "../secrets/storedSecrets";
import type { Session } from "../session";

/** Path of all parameters of stages. */
const PARAMETER_PATH = "/listbackup";

/** Names of the secrets of a set that exist in the region of a stage, `secret:…`. */
export async function secretNames({ target, stage }: Session, set: BackupSet): Promise<readonly string[]> {
  const secrets = set.parameters.names.filter((name) => name.startsWith("secret:"));
  const entries = secrets.map((name) => ({ name: nameOnStage(name, stage) }));
  return [...(await storedSecrets(target, entries)).keys()].sort();
}

/** Names of the parameters that exist in the region of a stage. */
export function parameterNames({ target }: Session): Promise<readonly string[]> {
  return namesBelow(target, PARAMETER_PATH);
}

/**
 * Deletes everything that a drill has created: the stage, and the parameters that were not there before. Repeatable.
 * @param recovery with the settings of a drill
 * @returns the number of deleted resources
 */
export async function removeDrill(
  context: Context,
  recovery: Session,
  { stage, to, existing }: DrillState,
  who: string,
): Promise<number> {
  const removed = await withLease(context, recovery, { command: `dr drill ${stage}: remove ${to}`, who }, (held) =>
    destroyStage(held, recovery),
  );
  const before = new Set(existing);
  await deleteParameters(
    recovery.target,
    (await parameterNames(recovery)).filter((name) => !before.has(name)),
  );
  return removed ?? 0;
}
