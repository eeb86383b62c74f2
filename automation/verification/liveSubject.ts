import { stageWithSettingsOf } from "../../model/release/composition";
import type { ReleaseRecord } from "../../model/release/record";
import { rollbackTarget } from "../../model/release/rollback";
import { readRecords } from "../aws/buckets/releases";
import { catalogLocator } from "../catalog/catalogLocator";
import type { Context } from "../commands/command";
import { outputsInState } from "../engine/state/stateSummary";
import { readStageState } from "../state/stageState";
import type { Session } from "../session";
import { backendPath } from "../build/settings";
import { addressesOf } from "./addresses";
import { testDataJournal } from "./testData/testDataJournal";
import type { Subject } from "./subject";
import { servingReleaseOf } from "../records/servingRelease";

const MAX_RECORDS = 50;
/** Only the last hour counts: for days AWS has no metrics by the minute and no traces. */
const MAX_PERIOD_MS = 60 * 60_000;

export interface LiveSubject {
  readonly record: ReleaseRecord;
  readonly subject: Subject;
  readonly isSettled: boolean;
  readonly rollbackTarget: number | null;
}

/**
 * The live release of a stage, with its own checks.
 * @param since Unix ms; null: since the release was deployed, at most an hour ago
 * @returns `isSettled`: its deployment succeeded, and none has started since; `rollbackTarget`: the release that a rollback
 *   returns to, null where there is none
 * @throws DeployError RELEASE_UNKNOWN where no release is live
 */
export async function liveSubject(
  context: Context,
  { stage, target }: Session,
  since: number | null,
): Promise<LiveSubject> {
  const records = await readRecords(target, stage, MAX_RECORDS);
  const record = servingReleaseOf(records, stage.name);
  if (record.outcome !== "succeeded")
    context.terminal.note(
      `Release ${String(record.id)} is live on ${stage.name}, but its deployment did not succeed: ${record.outcome}.`,
    );
  const { root } = context.wiring;
  const state = await readStageState(root, { stage, target });
  const subject: Subject = {
    target,
    // The recorded configuration, except for what verification accepts today.
    stage: { ...stageWithSettingsOf(stage, record), verification: stage.verification },
    release: record.release,
    ...addressesOf(outputsInState(state)),
    journal: testDataJournal(target, stage),
    since: since ?? monitoredSince(record, Date.now()),
    versions: record.versions,
    changed: null,
    backend: await backendPath(root),
    locate: catalogLocator(root, record.release.catalog),
  };
  const to = rollbackTarget(records, null);
  return {
    record,
    subject,
    isSettled: record === records[0] && record.outcome === "succeeded",
    rollbackTarget: to.kind === "found" ? to.record.id : null,
  };
}

/**
 * Start of the metrics, logs and traces that count: when the release was deployed, at most an hour ago.
 * @param now Unix ms
 * @returns Unix ms
 */
export function monitoredSince({ id, endedAt }: Pick<ReleaseRecord, "id" | "endedAt">, now: number): number {
  return Math.max((endedAt ?? id) * 1_000, now - MAX_PERIOD_MS);
}
