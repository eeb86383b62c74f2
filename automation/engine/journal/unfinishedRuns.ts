import { DeployError } from "../../../model/errors";
import { stageStack } from "../state/project";
import { readCheckpoint } from "../state/checkpoint";
import type { ExportedState } from "../state/exportedState";
import type { StoredJournal } from "../../aws/buckets/stateJournals";
import type { AwsTarget } from "../../aws/target";
import type { Stage } from "../../../model/stage/stage";
import { parseJournal } from "./journal";
import { withJournals } from "./journaledState";
import { stageJournals } from "./stageJournals";

/**
 * Reads a stage's state, with the pending operations of its runs that did not end.
 * @param url of the state's backend
 * @returns null where nothing was deployed
 */
export async function readJournaledState(url: string, target: AwsTarget, stage: Stage): Promise<ExportedState | null> {
  const { project, name } = stageStack(stage.name);
  const [state, journals] = await Promise.all([
    readCheckpoint(url, target, project, name),
    (await stageJournals(target, stage)).read(),
  ]);
  return withStoredJournals(state, journals);
}

/** @param state null where there is none */
export function withStoredJournals(
  state: ExportedState | null,
  journals: readonly StoredJournal[],
): ExportedState | null {
  return withJournals(state, journals.map(parseJournal));
}

/** What may not run before an interrupted run is recovered. */
export function interruptedRun({ name }: Pick<Stage, "name">): DeployError {
  return new DeployError(
    "STATE_MISMATCH",
    `A run on ${name} was interrupted, and Pulumi's state lacks what it began. Nothing was changed.`,
    `Recover it: \`bin/deploy up ${name}\`.`,
  );
}
