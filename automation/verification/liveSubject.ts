import { stageWithSettingsOf } from "../../model/release/composition";
import type { ReleaseRecord } from "../../model/release/record";
import { rollbackTarget } from "../../model/release/rollback";
import { readRecords } from "../aws/buckets/releases";
import { catalogLocator } from "../catalog/catalogLocator";
import type { Context } from "../commands/command";
import { openStageEngine } from "../engine/stageEngine";
import type { Session } from "../session";
import { backendPath } from "../build/settings";
import { addressesOf } from "./addresses";
import { testDataJournal } from "./testData/testDataJournal";
import type { Subject } from "./subject";
import { servingReleaseOf } from "../records/servingRelease";

const RECENT = 50;
/** How a stage is doing shows in what happened lately; over days AWS has no numbers by the minute and no traces. ms */
const LATELY = 60 * 60_000;

export interface LiveSubject {
  readonly record: ReleaseRecord;
  readonly subject: Subject;
  readonly isSettled: boolean;
  readonly before: number | null;
}

/**
 * What runs on a stage now, to be checked: the release that serves, with its own checks.
 * @param since Unix ms; null: since the release came up, an hour at most
 * @returns `isSettled`: its deployment succeeded, and none has begun since; `before`: the release that a rollback returns to
 * @throws DeployError RELEASE_UNKNOWN where no release serves
 */
export async function liveSubject(
  context: Context,
  { stage, target }: Session,
  since: number | null,
): Promise<LiveSubject> {
  const records = await readRecords(target, stage, RECENT);
  const record = servingReleaseOf(records, stage.name);
  if (record.outcome !== "succeeded")
    context.terminal.note(
      `Release ${String(record.id)} serves ${stage.name}; its deployment did not succeed: ${record.outcome}.`,
    );
  const engine = await openStageEngine(context, { stage, target }, "read");
  try {
    const subject: Subject = {
      target,
      // How the stage was then, and what it takes for a pass today.
      stage: { ...stageWithSettingsOf(stage, record), verification: stage.verification },
      release: record.release,
      ...addressesOf(await engine.outputs()),
      journal: testDataJournal(target, stage),
      since: since ?? watchedSince(record, Date.now()),
      versions: record.versions,
      changed: null,
      backend: await backendPath(context.wiring.root),
      locate: catalogLocator(context.wiring.root, record.release.catalog),
    };
    const to = rollbackTarget(records, null);
    return {
      record,
      subject,
      isSettled: record === records[0] && record.outcome === "succeeded",
      before: to.kind === "found" ? to.record.id : null,
    };
  } finally {
    await engine.close();
  }
}

/**
 * From when on a live stage is watched: since its release came up, or for an hour where that is longer ago.
 * @param now Unix ms
 * @returns Unix ms
 */
export function watchedSince({ id, endedAt }: Pick<ReleaseRecord, "id" | "endedAt">, now: number): number {
  return Math.max((endedAt ?? id) * 1_000, now - LATELY);
}
