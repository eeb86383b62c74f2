import type { Context } from "../commands/command";
import type { Engine } from "../engine/engine";
import { openStageEngine } from "../engine/stageEngine";
import type { Session } from "../session";
import { isComponent } from "../engine/changes/change";
import type { Planned } from "../ui/progress";
import { showProgress } from "../ui/progressView";
import { DeployError } from "../../model/errors";
import { phaseOfUrn } from "../../model/phases";
import { unsettledAdoptions } from "../../model/release/record";
import { engineError } from "../engine/failures/engineError";
import { recordDestroyed } from "../records/destroyedRecord";
import { requireRecordedState } from "../state/recordedState";
import { recoverInterrupted } from "../state/interruptedRun";

/** What a deployment took over that never succeeded was not this stage's: it stays in AWS. */
async function keepUnsettledAdoptions(context: Context, { target, stage }: Session, engine: Engine): Promise<void> {
  const { readRecordsSinceLive } = await import("../aws/buckets/releases");
  const names = unsettledAdoptions(await readRecordsSinceLive(target, stage));
  const retained = names.length === 0 ? [] : await engine.forget(names);
  if (retained.length > 0) context.terminal.warn(`Adopted, and kept in AWS: ${retained.join(", ")}`);
}

/** The resources in the state, which a destroy deletes. */
async function deletions(engine: Engine): Promise<readonly Planned[]> {
  const { resources = [] } = (await engine.exportState())?.deployment ?? {};
  return resources.filter(({ type }) => !isComponent(type)).map(({ urn }) => ({ urn, phase: phaseOfUrn(urn) }));
}

/**
 * Deletes every resource in the stage's state, and the stack.
 * @returns the number of resources removed; null if there is no deployment
 */
export async function destroyStage(context: Context, session: Session): Promise<number | null> {
  await requireRecordedState(context, session);
  const engine = await openStageEngine(context, session, "run");
  const retryCommand = `bin/deploy destroy ${session.stage.name}`;
  try {
    await recoverInterrupted(context, engine, retryCommand);
    await keepUnsettledAdoptions(context, session, engine);
    const isEmpty = (await engine.state()).entries === 0;
    const view = showProgress(context.terminal, await deletions(engine));
    const result = await engine.destroy({ onEvent: view.event, signal: context.signal }).finally(() => {
      view.close();
    });
    switch (result.kind) {
      case "succeeded":
        await engine.remove();
        await recordDestroyed(session, context.wiring.version);
        return isEmpty ? null : result.changes.length;
      case "failed":
        throw engineError(
          result.failures,
          `${String(result.completed.length)} resources were deleted; the others remain.`,
          retryCommand,
        );
      case "cancelled":
        throw new DeployError(
          "CANCELLED",
          `Cancelled: ${String(result.done.length)} resources were deleted.`,
          `Continue with \`${retryCommand}\`.`,
        );
    }
  } finally {
    await engine.close();
  }
}
