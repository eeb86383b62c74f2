import { DeployError } from "../../model/errors";
import type { Context } from "../commands/command";
import { lineageOf } from "../engine/state/lineage";
import { isInAws } from "../engine/recovery/recoveryPlan";
import type { ExportedState } from "../engine/state/exportedState";
import { openStageEngine } from "../engine/stageEngine";
import type { Session } from "../session";
import { recordDestroyed } from "../records/destroyedRecord";
import { recordedLive } from "../state/recordedState";
import { noDeployment } from "../records/servingRelease";

/** What was restored. */
export interface RestoredState {
  /** Unix milliseconds at which the backup was made. */
  readonly backup: number;
  /** Resources of AWS in it. */
  readonly resources: number;
}

/**
 * Restores a backup of the stage's state. The current state is backed up first. Nothing changes in AWS.
 * @param from Unix milliseconds of the backup; null: the newest one of the live release's state
 * @throws DeployError BACKUP_UNKNOWN
 */
export async function restoreState(context: Context, session: Session, from: number | null): Promise<RestoredState> {
  const { listBackups } = await import("../aws/buckets/stateBackup");
  const backups = await listBackups(session.target, session.stage);
  const chosen =
    from === null ? await newestMatchingBackup(session, backups) : await namedBackup(session, backups, from);
  const engine = await openStageEngine(context, session, "run");
  try {
    await engine.replaceState(chosen.state);
  } finally {
    await engine.close();
  }
  return { backup: chosen.backup, resources: resourcesOf(chosen.state) };
}

interface Backup {
  readonly backup: number;
  readonly state: ExportedState;
}

async function namedBackup(session: Session, backups: readonly number[], from: number): Promise<Backup> {
  if (!backups.includes(from)) throw unknownBackup(session, `${session.stage.name} has no backup ${String(from)}.`);
  const { readBackup } = await import("../aws/buckets/stateBackup");
  return { backup: from, state: await readBackup(session.target, session.stage, from) };
}

async function newestMatchingBackup(session: Session, backups: readonly number[]): Promise<Backup> {
  const { readBackup } = await import("../aws/buckets/stateBackup");
  const live = await recordedLive(session);
  if (live === null && backups.length === 0) throw noDeployment(session.stage.name);
  const lineage = live?.lineage ?? null;
  for (const backup of backups) {
    const state = await readBackup(session.target, session.stage, backup);
    const isOther = lineage !== null && lineageOf(state) !== lineage;
    if (resourcesOf(state) > 0 && !isOther) return { backup, state };
  }
  throw unknownBackup(session, `${session.stage.name} has no backup of its live release's state.`);
}

function resourcesOf({ deployment }: ExportedState): number {
  return (deployment.resources ?? []).filter(isInAws).length;
}

function unknownBackup({ stage }: Session, what: string): DeployError {
  return new DeployError(
    "BACKUP_UNKNOWN",
    `${what} Nothing was changed.`,
    `List the backups: \`bin/deploy restore-state ${stage.name} --list\`. The state bucket also keeps all versions of the state.`,
  );
}

/**
 * Records that a stage and its state no longer exist: none of its releases is live.
 * @throws DeployError STATE_MISMATCH where there is a state
 */
export async function forgetStage(context: Context, session: Session): Promise<void> {
  const engine = await openStageEngine(context, session, "read");
  const { resources } = await engine.state().finally(() => engine.close());
  if (resources > 0) {
    throw new DeployError(
      "STATE_MISMATCH",
      `Pulumi's state of ${session.stage.name} has ${String(resources)} resources, so the stage still exists. Nothing was changed.`,
      `To remove the stage: \`bin/deploy destroy ${session.stage.name}\`.`,
    );
  }
  await recordDestroyed(session, context.wiring.version);
}
