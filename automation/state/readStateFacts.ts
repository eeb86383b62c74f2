import type { ReleaseRecord } from "../../model/release/record";
import type { Session } from "../session";
import type { StateFacts } from "./stateFacts";
import { stateVersion } from "./stateVersion";

/** What is known of a stage's state. */
export interface ReadStateFacts extends StateFacts {
  /** Nothing has written the state since the newest deployment. */
  readonly isAsDeployed: boolean;
}

/**
 * Of the newest record, where the state is the one that its deployment left; otherwise of the state, which may have megabytes.
 * @param root the project's folder
 * @throws DeployError as readStageState
 */
export async function readStateFacts(
  root: string,
  session: Session,
  recorded: Promise<{ readonly records: readonly Pick<ReleaseRecord, "deployed">[] }>,
): Promise<ReadStateFacts> {
  const [version, deployed] = await Promise.all([
    // The state itself has the reason why it cannot be read.
    stateVersion(root, session).catch(() => null),
    recorded.then(
      ({ records: [newest] }) => newest?.deployed ?? null,
      () => null,
    ),
  ]);
  const isAsDeployed = version !== null && deployed?.state === version;
  if (isAsDeployed && deployed.summary !== undefined) return { ...deployed.summary, pending: 0, isAsDeployed };
  const { readStageState } = await import("./stageState");
  const { factsOf } = await import("./stateFacts");
  return { ...factsOf(await readStageState(root, session)), isAsDeployed };
}
