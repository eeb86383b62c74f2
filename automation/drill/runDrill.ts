import type { BackupSet } from "../../model/backup/set";
import { measured, type DrillReport, type DrillState } from "../../model/failover/drill";
import { DeployError } from "../../model/errors";
import type { RecoverySettings } from "../../model/stage/recovery";
import type { SetStore } from "../backup/store/setStore";
import type { Context } from "../commands/command";
import type { DeploymentResult, StepTime } from "../deployment/deployment";
import type { Session } from "../session";
import { processIdentity } from "../processIdentity";
import { parameterNames, removeDrill, secretNames } from "./removeDrill";
import { writeDrill, writeReport } from "./drillStore";

/** A drill of a stage. */
export interface Drill {
  readonly source: Session;
  /** The recovery stage, with the settings of a drill: drillStage.ts. */
  readonly recovery: Session;
  readonly store: SetStore;
  readonly who: string;
  readonly objectives: Extract<RecoverySettings, { readonly kind: "on" }>["objectives"];
  /** Makes a backup set now, or reads an earlier one. */
  backUp(context: Context): Promise<BackupSet>;
  /** Restores a set to the recovery stage, and verifies it. */
  restore(context: Context, set: BackupSet): Promise<DeploymentResult>;
}

/**
 * Backs the stage up, restores the set to the recovery stage as if the region were lost, verifies and compares, and removes
 * everything, also after a failure. The state is recorded before each step, so the next drill removes what a killed one left.
 * @returns the report, which is also stored
 * @throws DeployError of the backup or of the removal
 */
export async function runDrill(context: Context, drill: Drill): Promise<DrillReport> {
  const { source, recovery, store } = drill;
  const id = Math.floor(Date.now() / 1_000);
  const existing = await parameterNames(recovery);
  const state: DrillState = {
    schema: 1,
    id,
    stage: source.stage.name,
    to: recovery.stage.name,
    phase: "backing-up",
    place: processIdentity(),
    existing: [...existing],
  };
  await writeDrill(store, state);
  const set = await drill.backUp(context).catch(async (error: unknown) => {
    await writeDrill(store, { ...state, phase: "removed" });
    throw error;
  });
  await writeDrill(store, { ...state, phase: "restoring" });
  const secretsBefore = new Set(await secretNames(recovery, set));
  const lostAt = Date.now();
  context.terminal.note(`Drill: ${source.stage.region} counts as lost now; restoring set ${String(set.id)}`);
  let outcome: RestoreOutcome;
  try {
    outcome = outcomeOf(await drill.restore(context, set));
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    outcome = { verifiedAt: null, restored: null, steps: [], error };
  }
  const remaining = (await secretNames(recovery, set)).filter((name) => !secretsBefore.has(name));
  const report = { ...reportOf(context, drill, { id, set, lostAt, outcome }), remaining };
  await writeReport(store, report);
  await removeAll(context, drill, state);
  return report;
}

interface RestoreOutcome {
  /** Unix ms */
  readonly verifiedAt: number | null;
  readonly restored: DrillReport["restored"];
  readonly steps: readonly StepTime[];
  readonly error: DeployError | null;
}

/** Called when the restore has ended: its last step is the verification. */
function outcomeOf(result: DeploymentResult): RestoreOutcome {
  const restored = result.deployment.record?.restored ?? null;
  const compared =
    restored === null
      ? null
      : { tables: restored.tables, items: restored.items, users: restored.users, objects: restored.objects };
  if (result.kind === "failed")
    return { verifiedAt: null, restored: compared, steps: result.times, error: result.error };
  return { verifiedAt: Date.now(), restored: compared, steps: result.times, error: null };
}

function reportOf(
  { wiring }: Context,
  { source, recovery, who, objectives }: Drill,
  {
    id,
    set,
    lostAt,
    outcome,
  }: {
    readonly id: number;
    readonly set: BackupSet;
    readonly lostAt: number;
    readonly outcome: RestoreOutcome;
  },
): Omit<DrillReport, "remaining"> {
  const { verifiedAt, restored, steps, error } = outcome;
  return {
    ...{ schema: 1, id, stage: source.stage.name, to: recovery.stage.name, set: set.id, release: set.release.id },
    ...{ who, program: wiring.version, lostAt, verifiedAt },
    ...measured({ setStartedAt: set.startedAt * 1_000, lostAt, verifiedAt }, objectives, set.way),
    restored,
    steps: steps.map(({ step, milliseconds }) => ({ step, milliseconds })),
    error: error === null ? null : { code: error.code, what: error.what },
  };
}

/** Also after Ctrl-C: a signal that is aborted would stop the removal. */
export async function removeAll(context: Context, { recovery, store, who }: Drill, state: DrillState): Promise<number> {
  const removing = { ...context, signal: new AbortController().signal };
  await writeDrill(store, { ...state, phase: "removing" });
  context.terminal.note(`Removing ${state.to}`);
  try {
    const removed = await removeDrill(removing, recovery, state, who);
    await writeDrill(store, { ...state, phase: "removed" });
    return removed;
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    throw new DeployError(
      error.code,
      `The drill's ${state.to} was not removed completely: ${error.what}`,
      `Remove it: \`bin/deploy dr drill ${state.stage} --remove\`. ${error.remedy}`,
      { cause: error },
    );
  }
}
