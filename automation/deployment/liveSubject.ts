import { DeployError } from "../../model/errors";
import { stageOf } from "../../model/release/composition";
import { liveRecord, type ReleaseRecord } from "../../model/release/record";
import { readRecords } from "../aws/releases";
import { catalogLocator } from "../catalog/locate";
import type { Context } from "../commands/command";
import { openStageEngine } from "../engine/stageEngine";
import type { Session } from "../session";
import { addressesOf, backendOf } from "./verify";
import type { Subject } from "../verification/subject";

const RECENT = 50;
/** How a stage is doing shows in what happened lately; over days AWS has no numbers by the minute and no traces. ms */
const LATELY = 60 * 60_000;

/**
 * What runs on a stage now, to be checked: the release that is live, with its own checks.
 * @param since Unix ms; null: since the release came up, an hour at most
 * @throws DeployError RELEASE_UNKNOWN where nothing is live
 */
export async function liveSubject(
  context: Context,
  { stage, target }: Session,
  since: number | null,
): Promise<{ readonly record: ReleaseRecord; readonly subject: Subject }> {
  const records = await readRecords(target, stage, RECENT);
  const record = liveRecord(records);
  if (record === null) {
    throw new DeployError(
      "RELEASE_UNKNOWN",
      `Nothing is live on ${stage.name}: there is nothing to check.`,
      `Deploy it: \`bin/deploy up ${stage.name}\`.`,
    );
  }
  const engine = await openStageEngine(context, { stage, target }, "read");
  try {
    const subject: Subject = {
      target,
      // How the stage was then, and what it takes for a pass today.
      stage: { ...stageOf(stage, record), verification: stage.verification },
      release: record.release,
      ...addressesOf(await engine.outputs()),
      since: since ?? watchedSince(record, Date.now()),
      versions: record.versions,
      changed: null,
      backend: await backendOf(context.wiring.root),
      locate: catalogLocator(context.wiring.root, record.release.catalog),
    };
    return { record, subject };
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
