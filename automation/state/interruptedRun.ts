import { DeployError } from "../../model/errors";
import type { Context } from "../commands/command";
import type { Engine } from "../engine/engine";
import { describeRecovery } from "../ui/recovery";
import { engineError } from "../engine/failures/engineError";

/**
 * Recovers an interrupted run: finds what it created, and adds it to the state.
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
        "The recovery of an interrupted run failed. Nothing was changed in AWS.",
        retryCommand,
      );
    case "cancelled":
      throw new DeployError(
        "CANCELLED",
        "Cancelled during the recovery of an interrupted run. Nothing was changed in AWS.",
        `Continue with \`${retryCommand}\`.`,
      );
  }
}
