import type { Session } from "../session";
import { readJournaledState } from "../engine/journal/unfinishedRuns";
import type { ExportedState } from "../engine/state/exportedState";
import { stateBackend } from "../engine/state/stateBackend";
import { withStateError } from "../engine/failures/stateError";

/**
 * Reads a stage's state without the engine: for what only needs to be read, one request replaces two processes.
 * @param root the project's folder
 * @returns null where nothing was deployed
 * @throws DeployError STATE_UNREADABLE, NOT_BOOTSTRAPPED, AWS
 */
export async function readStageState(root: string, session: Session): Promise<ExportedState | null> {
  return withStateError(session.stage.name, () => readStageCheckpoint(root, session));
}

/** The same, with the errors as they are. */
export async function readStageCheckpoint(root: string, { stage, target }: Session): Promise<ExportedState | null> {
  const { url } = await stateBackend(root, stage, target);
  return readJournaledState(url, target, stage);
}
