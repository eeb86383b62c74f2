import { gzipSync } from "node:zlib";
import type { FileRef } from "../../../model/backup/set";
import { SET_FILES } from "../../../model/backup/setKeys";
import { readStageState } from "../../state/stageState";
import type { Session } from "../../session";
import { putBytes } from "../store/files";
import type { SetStore } from "../store/setStore";

/**
 * Writes the engine's state into a set, as `pulumi stack import` takes it. Its secrets stay encrypted by the key of the stage's
 * region: it helps where the state is lost, not where the region is.
 * @param root the project's folder
 * @returns null where the stage has no state
 */
export async function exportState(
  session: Session,
  store: SetStore,
  prefix: string,
  root: string,
): Promise<FileRef | null> {
  const state = await readStageState(root, session);
  if (state === null) return null;
  return putBytes(store, prefix + SET_FILES.state, gzipSync(JSON.stringify(state)));
}
