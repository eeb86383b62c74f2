import type { Context } from "../commands/command";
import { openStageEngine } from "../engine/stageEngine";
import type { Session } from "../session";
import { engineError } from "../engine/failures/engineError";

/**
 * After a crash of the local AWS, which loses its last seconds: refreshes the state.
 * @throws DeployError when the state cannot be refreshed
 */
export async function recoverState(context: Context, session: Session): Promise<void> {
  const engine = await openStageEngine(context, session, "run");
  try {
    if ((await engine.state()).entries === 0) return;
    context.terminal.note("The local AWS had crashed: refreshing the state");
    const result = await engine.refresh({ signal: context.signal });
    if (result.kind === "failed") {
      throw engineError(result.failures, "The state could not be refreshed.", "bin/deploy rehearse");
    }
  } finally {
    await engine.close();
  }
}
