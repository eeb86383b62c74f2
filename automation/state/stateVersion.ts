import { stageJournals } from "../engine/journal/stageJournals";
import { checkpointVersion } from "../engine/state/checkpointFile";
import { PULUMI_PROJECT } from "../engine/state/project";
import { stateBackend } from "../engine/state/stateBackend";
import type { Session } from "../session";

/**
 * The version of a stage's state: another one after every write, by whatever program, and after a run that did
 * not end.
 * @param root the project's folder
 * @returns null where there is no state
 */
export async function stateVersion(root: string, { stage, target }: Session): Promise<string | null> {
  const { url } = await stateBackend(root, stage, target);
  const [version, unfinished] = await Promise.all([
    checkpointVersion(url, target, PULUMI_PROJECT, stage.name),
    (await stageJournals(target, stage)).runs(),
  ]);
  return unfinished.length === 0 ? version : [version ?? "", ...unfinished].join(" ");
}
