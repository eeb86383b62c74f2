import { DeployError } from "../../model/errors";
import type { Context } from "../commands/command";
import { mergeDrifts, type Drift, type DriftReport } from "../engine/changes/drift";
import { openStageEngine } from "../engine/stageEngine";
import type { Session } from "../session";
import { shortList } from "../shortList";
import { count } from "../ui/duration";
import { engineError } from "../engine/failures/engineError";
import { requireRecordedState } from "../state/recordedState";
import { recoverInterrupted } from "../state/interruptedRun";
import { noDeployment } from "../records/servingRelease";
import { recordDriftCheck } from "./driftRecord";
import { servedDrift, unpublishedFunctions } from "./servedDrift";

/** What to do with drift: report it; accept changes into the state; accept missing resources too. */
export type RefreshMode = "check" | "take-changes" | "take-all";

/**
 * Compares the stage's state with what AWS has, property by property, and records the result for reports.
 * @returns the drift; it is in the state then, unless the mode is `check`
 * @throws DeployError DRIFT_VANISHED with every missing resource, before anything is written
 */
export async function refreshStage(context: Context, session: Session, mode: RefreshMode): Promise<DriftReport> {
  const report = await compareWithAws(context, session, mode);
  await recordDriftCheck(session, report, mode !== "check" && report.drifts.length > 0, context.terminal.warn);
  return report;
}

async function compareWithAws(context: Context, session: Session, mode: RefreshMode): Promise<DriftReport> {
  const engine = await openStageEngine(context, session, "run");
  const retryCommand = `bin/deploy refresh ${session.stage.name}`;
  const { signal } = context;
  try {
    if (mode !== "check") await recoverInterrupted(context, engine, retryCommand);
    if ((await engine.state()).entries === 0) {
      // A lost state is an error, not an empty stage.
      await requireRecordedState(context, session);
      throw noDeployment(session.stage.name);
    }
    const looked = await engine.previewRefresh({ signal });
    if (looked.kind === "failed") throw engineError(looked.failures, "Nothing was written.", retryCommand);
    if (looked.kind === "cancelled") throw cancelled("Nothing was written.", retryCommand);
    const served = await servedDrift(session, engine, looked.report.drifts);
    const report = { ...looked.report, drifts: mergeDrifts([...looked.report.drifts, ...served.drifts]) };
    if (mode === "check" || report.drifts.length === 0) return report;
    assertFewVanished(session, report, mode, retryCommand);
    const taken = await engine.refresh({ signal });
    if (taken.kind === "failed") throw engineError(taken.failures, "The state was partly refreshed.", retryCommand);
    if (taken.kind === "cancelled") throw cancelled("The state was partly refreshed.", retryCommand);
    await engine.rewriteUnreadInputs([...served.unread, ...(await unpublishedFunctions(session, engine))]);
    return report;
  } finally {
    await engine.close();
  }
}

/**
 * Accepting missing resources by mistake (a wrong account, a region that does not answer) would lose the stage. They are
 * accepted only on request, and never above the limit.
 */
function assertFewVanished(
  { stage }: Session,
  { drifts, checked }: DriftReport,
  mode: RefreshMode,
  retryCommand: string,
): void {
  const missing = drifts.filter(({ kind }) => kind === "vanished");
  const limit = stage.drift.vanishedPercent;
  const percent = checked === 0 ? 0 : (100 * missing.length) / checked;
  if (percent > limit) {
    throw new DeployError(
      "DRIFT_VANISHED",
      `${count(missing.length, "resource")} of ${String(checked)} are missing, more than ${String(limit)} %:\n${indentedLines(missing)}\nNothing was written.`,
      `Check the account and the region (\`bin/deploy doctor ${stage.name}\`). If they are really gone, raise listbackup:drift.vanishedPercent in Pulumi.${stage.name}.yaml.`,
    );
  }
  if (missing.length === 0 || mode === "take-all") return;
  throw new DeployError(
    "DRIFT_VANISHED",
    `${count(missing.length, "resource is", "resources are")} missing:\n${indentedLines(missing)}\nNothing was written.`,
    `To let the next up create them again: \`${retryCommand} --accept\`.`,
  );
}

function indentedLines(drifts: readonly Drift[]): string {
  const names = drifts.map(({ name, type }) => `${name} (${type})`);
  return shortList(names, 10)
    .map((line) => `  ${line}`)
    .join("\n");
}

function cancelled(state: string, retryCommand: string): DeployError {
  return new DeployError("CANCELLED", `Cancelled. ${state}`, `Repeat: \`${retryCommand}\`.`);
}
