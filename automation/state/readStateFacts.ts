import type { ReleaseRecord } from "../../model/release/record";
import type { Session } from "../session";
import type { StateFacts } from "./stateFacts";
import { stateVersion } from "./stateVersion";

/** What is known of a stage's state. */
export interface ReadStateFacts extends StateFacts {
  /** They are those that the newest deployment recorded: nothing has written the state since. */
  readonly isRecorded: boolean;
}

const NOTHING: ReadStateFacts = { resources: 0, entries: 0, functions: 0, url: "", pending: 0, isRecorded: false };

/**
 * Of the newest record, where the state is the one that its deployment left; otherwise of the state, which may have megabytes.
 * @param root the project's folder
 * @throws DeployError as readStageState; the error of the records where there is no state either
 */
export async function readStateFacts(
  root: string,
  session: Session,
  recorded: Promise<{ readonly records: readonly Pick<ReleaseRecord, "deployed">[] }>,
): Promise<ReadStateFacts> {
  const [version, recent] = await Promise.all([
    // The state itself has the reason why it cannot be read.
    stateVersion(root, session).catch(() => undefined),
    recorded.then(
      ({ records: [newest] }) => ({ deployed: newest?.deployed ?? null }),
      (error: unknown) => ({ error }),
    ),
  ]);
  if (version === null) {
    if ("error" in recent) throw recent.error;
    return NOTHING;
  }
  const deployed = "error" in recent ? null : recent.deployed;
  if (deployed?.summary !== undefined && deployed.state === version)
    return { ...deployed.summary, pending: 0, isRecorded: true };
  const { readStageState } = await import("./stageState");
  const { factsOf } = await import("./stateFacts");
  return { ...factsOf(await readStageState(root, session)), isRecorded: false };
}
