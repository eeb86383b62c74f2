import { DeployError } from "../../model/errors";
import type { Context } from "../commands/command";
import type { Engine } from "../engine/engine";
import { describeRecovery } from "../ui/recovery";
import { engineError } from "../engine/failures/engineError";

/**
 * Finishes what an earlier run began before it was killed: what it made is found and taken into the state.
 * @param retryCommand how to repeat this command
 */
export async function recoverInterrupted(context: Context, engine: Engine, retryCommand: string): Promise<void> {
  const { signal, terminal } = context;
  const result = await engine.recover({ signal });
  switch (result.kind) {
    case "nothing":
      return;
    case "recovered":
      for (const line of describeRecovery(result.report)) terminal.note(line);
      return;
    case "failed":
      throw engineError(
        result.failures,
        "What an earlier run left is not sorted out yet. Nothing was changed in AWS.",
        retryCommand,
      );
    case "cancelled":
      throw new DeployError(
        "CANCELLED",
        "Cancelled while sorting out what an earlier run left. Nothing was changed in AWS.",
        `Go on with \`${retryCommand}\`.`,
      );
  }
}
